// A tensor inside a network that is being defined: a handle, never data.
#pragma once

#include "checkpoint/tensor.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace saa::nn {

using Dim = std::int64_t;
using Dims = std::vector<Dim>;

/// A size known only when the network runs.
inline constexpr Dim kDynamic = -1;

class Builder;

/// What a runtime keeps for one value; only the Builder that made it looks further inside.
class Node {
 public:
  Node(Builder& builder, DType dtype, Dims shape)
      : builder_(&builder), dtype_(dtype), shape_(std::move(shape)) {}
  virtual ~Node() = default;
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  [[nodiscard]] Builder& builder() const { return *builder_; }
  [[nodiscard]] DType dtype() const { return dtype_; }
  [[nodiscard]] const Dims& shape() const { return shape_; }

 private:
  Builder* builder_;
  DType dtype_;
  Dims shape_;
};

/// Immutable and cheap to copy. Valid while its Builder lives.
class Value {
 public:
  explicit Value(std::shared_ptr<const Node> node) : node_(std::move(node)) {}

  [[nodiscard]] DType dtype() const { return node_->dtype(); }
  /// Sizes, kDynamic where they are open.
  [[nodiscard]] const Dims& shape() const { return node_->shape(); }
  [[nodiscard]] Dim rank() const { return static_cast<Dim>(shape().size()); }
  /// One size; a negative axis counts from the end. @throws std::logic_error if there is none.
  [[nodiscard]] Dim dim(Dim axis) const;
  /// All sizes, which must be known. @throws std::logic_error if one is open or the rank is not N.
  template <std::size_t N>
  [[nodiscard]] std::array<Dim, N> dims() const {
    std::array<Dim, N> sizes{};
    copy_static_dims(sizes.data(), N);
    return sizes;
  }

  [[nodiscard]] Builder& builder() const { return node_->builder(); }
  [[nodiscard]] const Node& node() const { return *node_; }

 private:
  void copy_static_dims(Dim* sizes, std::size_t rank) const;

  std::shared_ptr<const Node> node_;
};

}  // namespace saa::nn
