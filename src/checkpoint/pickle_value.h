// What a pickle that torch.save or torch.jit.save wrote can hold: plain values, containers,
// storages, tensors.
#pragma once

#include "checkpoint/tensor.h"

#include <cstdint>
#include <deque>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace saa::pickle {

struct None {};

/// An integer of more than 64 bits, in two's complement.
struct BigInteger {
  std::string_view little_endian;
};

/// The Python names that may stand in a checkpoint.
enum class NameKind {
  ordered_dict,
  set,
  size,
  device,
  tensor_type,  ///< torch.Tensor, torch.nn.Parameter
  dtype,
  storage_type,
  rebuild_tensor,
  rebuild_tensor_v2,
  rebuild_tensor_v3,
  rebuild_parameter,
  rebuild_parameter_with_state,
  rebuild_from_type,
  script_module,  ///< a class of a TorchScript program, of whose objects the attributes are read
  script_wrapper  ///< a list or tagged value of a TorchScript program: its first argument
};

struct Name {
  NameKind kind;
  DType dtype = DType::u8;  ///< of a dtype or storage type; an untyped storage counts bytes
};

struct Sequence;
struct Dict;
struct Storage;
struct TensorRecord;

/// Texts are views into the pickle's bytes, containers live in a Heap: a value is small and cheap
/// to copy, and a container that holds itself is no leak.
using Value = std::variant<None, bool, std::int64_t, double, BigInteger, std::string_view, Name,
                           Sequence*, Dict*, const Storage*, const TensorRecord*>;

/// A list, tuple or set.
struct Sequence {
  std::vector<Value> items;
};

struct Dict {
  std::vector<std::pair<Value, Value>> items;
  bool is_object = false;  ///< of a script_module: attributes that are set become items
};

/// A run of elements which the file holds elsewhere, under `key`; `first` and `count` are in
/// elements and differ from 0 and `stored` for a view of a storage.
struct Storage {
  DType dtype = DType::f32;
  std::string_view key;
  std::int64_t stored = 0;
  std::int64_t first = 0;
  std::int64_t count = 0;
};

/// A tensor as it is described, with nothing checked against its storage yet.
struct TensorRecord {
  const Storage* storage = nullptr;
  DType dtype = DType::f32;
  std::int64_t offset = 0;  ///< in elements of dtype
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;  ///< in elements
  std::size_t described_at = 0;       ///< in the pickle's bytes, for messages
};

/// Owns what values point at; pointers stay valid until it goes.
struct Heap {
  std::deque<Sequence> sequences;
  std::deque<Dict> dicts;
  std::deque<Storage> storages;
  std::deque<TensorRecord> tensors;
};

/// The value as a T, or null.
template <typename T>
[[nodiscard]] const T* as(const Value& value) {
  return std::get_if<T>(&value);
}

}  // namespace saa::pickle
