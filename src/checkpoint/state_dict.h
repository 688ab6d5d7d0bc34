// The named tensors of a checkpoint, and how a network reads them.
#pragma once

#include "checkpoint/tensor.h"

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saa {

using TensorMap = std::map<std::string, Tensor, std::less<>>;

/// Tensors by their dotted official names ("layer1.0.conv1.weight"), and a record of which were
/// read. Reading marks; the marks may be set from several threads.
class StateDict {
 public:
  /// @param source the file, for messages.
  StateDict(std::filesystem::path source, TensorMap tensors);

  [[nodiscard]] const std::filesystem::path& source() const { return source_; }
  [[nodiscard]] const TensorMap& tensors() const& { return tensors_; }
  [[nodiscard]] TensorMap tensors() && { return std::move(tensors_); }
  [[nodiscard]] bool contains(std::string_view key) const;
  /// The tensor under `key`, or null; for reading a configuration off the shapes. Does not mark the
  /// key as read.
  [[nodiscard]] const Tensor* find(std::string_view key) const;

  /// The tensor under `key`, which must have this shape. Marks it as read.
  /// @throws WeightsError naming file, key, the shape wanted and the shape found, or, for a missing
  ///         key, the nearest key there is.
  [[nodiscard]] const Tensor& read(std::string_view key, std::span<const std::int64_t> shape) const;

  /// Keys that no read() has asked for and that match none of `allowed` (prefixes or suffixes, as
  /// ".num_batches_tracked", each standing in the network's file with its reason).
  [[nodiscard]] std::vector<std::string> unread(std::span<const std::string_view> allowed) const;
  /// @throws WeightsError listing unread() keys, if there are any.
  void expect_all_read(std::span<const std::string_view> allowed) const;

 private:
  std::filesystem::path source_;
  TensorMap tensors_;
  mutable std::unique_ptr<std::mutex> read_mutex_;
  mutable std::set<std::string, std::less<>> read_;
};

/// A place in a state dict: the dict and a dotted path. `scope / "attn"` goes one level down.
/// Borrows the dict, which must outlive it.
class Scope {
 public:
  explicit Scope(const StateDict& weights, std::string path = "")
      : weights_(&weights), path_(std::move(path)) {}

  [[nodiscard]] Scope operator/(std::string_view leaf) const { return Scope(*weights_, key(leaf)); }
  [[nodiscard]] Scope operator/(std::int64_t index) const { return *this / std::to_string(index); }
  /// Full key of a leaf here.
  [[nodiscard]] std::string key(std::string_view leaf) const;
  [[nodiscard]] bool has(std::string_view leaf) const { return weights_->contains(key(leaf)); }
  /// StateDict::read of the leaf.
  [[nodiscard]] const Tensor& param(std::string_view leaf,
                                    std::initializer_list<std::int64_t> shape) const;
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const StateDict& weights() const { return *weights_; }

 private:
  const StateDict* weights_;
  std::string path_;
};

}  // namespace saa
