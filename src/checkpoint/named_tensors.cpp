#include "checkpoint/named_tensors.h"

#include "checkpoint/dense_tensor.h"
#include "checkpoint/in_quotes.h"

#include <algorithm>
#include <array>
#include <saa/error.h>

namespace saa {
namespace {

using pickle::as;
using pickle::Value;

// A container may hold itself, or one may stand in very many places: depth and steps are bounded.
constexpr int kMaxDepth = 64;
constexpr std::uint64_t kStepCost = 32;
constexpr std::size_t kMaxName = 1024;

class Walk {
 public:
  Walk(const std::string& source, const FindStorage& find_storage, LoadBudget& budget)
      : source_(source), find_storage_(find_storage), budget_(budget) {}

  /// Goes down "state_dict" and "model" levels.
  [[nodiscard]] Value weights_level(Value root) {
    for (int depth = 0; depth < kMaxDepth; ++depth) {
      const Value* inner = level_below(root);
      if (inner == nullptr) break;
      root = *inner;
    }
    return root;
  }

  void collect(const Value& value, const std::string& name, int depth) {
    expect_depth(depth);
    if (const auto* record = as<const pickle::TensorRecord*>(value)) {
      add(name, **record);
    } else if (const auto* sequence = as<pickle::Sequence*>(value)) {
      for (std::size_t i = 0; i < (*sequence)->items.size(); ++i)
        collect((*sequence)->items[i], joined(name, std::to_string(i)), depth + 1);
    } else if (const auto* dict = as<pickle::Dict*>(value)) {
      for (const auto& [key, item] : (*dict)->items) collect_item(key, item, name, depth + 1);
    }
  }

  [[nodiscard]] TensorMap take() { return std::move(tensors_); }

 private:
  void expect_depth(int depth) {
    budget_.take(kStepCost);
    if (depth > kMaxDepth)
      throw WeightsError(source_ + ": containers are nested more than " +
                         std::to_string(kMaxDepth) + " deep, or one holds itself");
  }

  const Value* level_below(const Value& value) {
    const auto* dict = as<pickle::Dict*>(value);
    if (dict == nullptr) return nullptr;
    for (const std::string_view level : {"state_dict", "model"}) {
      for (const auto& [key, item] : (*dict)->items) {
        const auto* text = as<std::string_view>(key);
        if (text != nullptr && *text == level && as<pickle::Dict*>(item) != nullptr &&
            holds_tensor(item, 0))
          return &item;
      }
    }
    return nullptr;
  }

  bool holds_tensor(const Value& value, int depth) {
    expect_depth(depth);
    if (as<const pickle::TensorRecord*>(value) != nullptr) return true;
    if (const auto* sequence = as<pickle::Sequence*>(value))
      return std::ranges::any_of((*sequence)->items,
                                 [&](const Value& item) { return holds_tensor(item, depth + 1); });
    if (const auto* dict = as<pickle::Dict*>(value))
      return std::ranges::any_of(
          (*dict)->items, [&](const auto& item) { return holds_tensor(item.second, depth + 1); });
    return false;
  }

  void collect_item(const Value& key, const Value& item, const std::string& name, int depth) {
    if (const auto* text = as<std::string_view>(key)) {
      collect(item, joined(name, *text), depth);
    } else if (const auto* number = as<std::int64_t>(key)) {
      collect(item, joined(name, std::to_string(*number)), depth);
    } else if (holds_tensor(item, depth)) {
      throw WeightsError(source_ + ": below " + in_quotes(name) +
                         ", a tensor's key is neither a text nor an integer");
    }
  }

  [[nodiscard]] std::string joined(const std::string& name, std::string_view leaf) const {
    if (name.size() + leaf.size() > kMaxName)
      throw WeightsError(source_ + ": a name of more than " + std::to_string(kMaxName) +
                         " characters below " + in_quotes(name));
    return name.empty() ? std::string(leaf) : name + "." + std::string(leaf);
  }

  void add(const std::string& name, const pickle::TensorRecord& record) {
    const std::string where = source_ + ": tensor " + in_quotes(name) + ", described at byte " +
                              std::to_string(record.described_at) + ": ";
    if (name.empty())
      throw WeightsError(where + "it has no name; expected a dict of named tensors");
    budget_.take(sizeof(TensorMap::value_type) + 2 * name.size() +
                 sizeof(std::int64_t) * record.shape.size());
    const SharedBytes stored = find_storage_(*record.storage, where);
    const std::size_t element = dtype_size(record.storage->dtype);
    const SharedBytes storage =
        stored.part(static_cast<std::size_t>(record.storage->first) * element,
                    static_cast<std::size_t>(record.storage->count) * element);
    if (!tensors_.emplace(name, dense_tensor(storage, record, where, budget_)).second)
      throw WeightsError(where + "another tensor has the same name");
  }

  const std::string& source_;
  const FindStorage& find_storage_;
  LoadBudget& budget_;
  TensorMap tensors_;
};

}  // namespace

TensorMap named_tensors(const Value& root, const std::string& source,
                        const FindStorage& find_storage, LoadBudget& budget) {
  Walk walk(source, find_storage, budget);
  walk.collect(walk.weights_level(root), "", 0);
  return walk.take();
}

}  // namespace saa
