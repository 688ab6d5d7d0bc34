#include "checkpoint/state_dict.h"

#include "core/nearest_name.h"

#include <algorithm>
#include <saa/error.h>

namespace saa {

StateDict::StateDict(std::filesystem::path source, TensorMap tensors)
    : source_(std::move(source)),
      tensors_(std::move(tensors)),
      read_mutex_(std::make_unique<std::mutex>()) {}

bool StateDict::contains(std::string_view key) const { return tensors_.contains(key); }

const Tensor* StateDict::find(std::string_view key) const {
  const auto found = tensors_.find(key);
  return found == tensors_.end() ? nullptr : &found->second;
}

const Tensor& StateDict::read(std::string_view key, std::span<const std::int64_t> shape) const {
  const auto found = tensors_.find(key);
  if (found == tensors_.end()) {
    std::vector<std::string> known;
    known.reserve(tensors_.size());
    for (const auto& [name, tensor] : tensors_) known.push_back(name);
    const std::string nearest = nearest_name(key, known);
    throw WeightsError(source_.string() + ": no tensor '" + std::string(key) +
                       "', expected with shape " + shape_text(shape) +
                       (nearest.empty() ? "; is this the checkpoint of another network? (saa "
                                          "inspect shows what it holds)"
                                        : "; the nearest name is '" + nearest + "'"));
  }
  const Tensor& tensor = found->second;
  if (!std::ranges::equal(tensor.shape, shape)) {
    throw WeightsError(source_.string() + ": " + std::string(key) + ": shape " +
                       shape_text(tensor.shape) + ", expected " + shape_text(shape));
  }
  const std::scoped_lock lock(*read_mutex_);
  read_.emplace(key);
  return tensor;
}

std::vector<std::string> StateDict::unread(std::span<const std::string_view> allowed) const {
  const std::scoped_lock lock(*read_mutex_);
  std::vector<std::string> keys;
  for (const auto& [key, tensor] : tensors_) {
    const bool expected =
        read_.contains(key) || std::ranges::any_of(allowed, [&key = key](std::string_view part) {
          return key.starts_with(part) || key.ends_with(part);
        });
    if (!expected) keys.push_back(key);
  }
  return keys;
}

void StateDict::expect_all_read(std::span<const std::string_view> allowed) const {
  constexpr std::size_t kShown = 8;
  const std::vector<std::string> keys = unread(allowed);
  if (keys.empty()) return;
  std::string message = source_.string() + ": the network has no place for " +
                        std::to_string(keys.size()) + (keys.size() == 1 ? " tensor:" : " tensors:");
  for (std::size_t i = 0; i < std::min(kShown, keys.size()); ++i) message += " " + keys[i];
  if (keys.size() > kShown) message += " …";
  throw WeightsError(message + "; is this the checkpoint of a variant?");
}

std::string Scope::key(std::string_view leaf) const {
  return path_.empty() ? std::string(leaf) : path_ + "." + std::string(leaf);
}

const Tensor& Scope::param(std::string_view leaf, std::initializer_list<std::int64_t> shape) const {
  return weights_->read(key(leaf), {shape.begin(), shape.size()});
}

}  // namespace saa
