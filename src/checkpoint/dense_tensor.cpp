#include "checkpoint/dense_tensor.h"

#include "checkpoint/aligned_bytes.h"
#include "core/checked.h"

#include <cstring>
#include <optional>
#include <saa/error.h>

namespace saa {
namespace {

/// One more than the highest element that is touched, or nothing on overflow. For shapes with
/// elements.
std::optional<std::uint64_t> elements_needed(const pickle::TensorRecord& record) {
  auto last = std::optional(static_cast<std::uint64_t>(record.offset));
  for (std::size_t i = 0; i < record.shape.size() && last; ++i) {
    const auto reach = checked_mul(static_cast<std::uint64_t>(record.shape[i]) - 1,
                                   static_cast<std::uint64_t>(record.strides[i]));
    last = reach ? checked_add(*last, *reach) : std::nullopt;
  }
  return last ? checked_add(*last, 1) : std::nullopt;
}

/// Whether the elements lie one behind the other, in row-major order.
bool is_dense(const pickle::TensorRecord& record) {
  std::int64_t stride = 1;
  for (std::size_t i = record.shape.size(); i-- > 0;) {
    if (record.shape[i] != 1 && record.strides[i] != stride) return false;
    stride *= record.shape[i];
  }
  return true;
}

/// Copies the elements from `from`, where the first of them lies, in row-major order to `to`.
template <std::size_t kSize>
void copy_strided(const std::byte* from, const pickle::TensorRecord& record,
                  std::span<std::byte> to) {
  const std::size_t rank = record.shape.size();
  std::vector<std::int64_t> index(rank, 0);
  std::int64_t at = 0;
  for (std::size_t done = 0; done < to.size(); done += kSize) {
    std::memcpy(to.data() + done, from + at * static_cast<std::int64_t>(kSize), kSize);
    for (std::size_t i = rank; i-- > 0;) {
      at += record.strides[i];
      if (++index[i] < record.shape[i]) break;
      at -= record.strides[i] * record.shape[i];
      index[i] = 0;
    }
  }
}

SharedBytes row_major_copy(const std::byte* from, const pickle::TensorRecord& record,
                           std::size_t size, LoadBudget& budget) {
  budget.take(size);
  auto copy = std::make_shared<std::vector<std::byte>>(size);
  switch (dtype_size(record.dtype)) {
    case 1:
      copy_strided<1>(from, record, *copy);
      break;
    case 2:
      copy_strided<2>(from, record, *copy);
      break;
    case 4:
      copy_strided<4>(from, record, *copy);
      break;
    default:
      copy_strided<8>(from, record, *copy);
      break;
  }
  return {*copy, copy};
}

}  // namespace

Tensor dense_tensor(const SharedBytes& storage, const pickle::TensorRecord& record,
                    const std::string& where, LoadBudget& budget) {
  const std::size_t element = dtype_size(record.dtype);
  Tensor tensor{.dtype = record.dtype, .shape = record.shape, .bytes = {}, .owner = nullptr};
  const auto count = checked_elements(record.shape);
  const auto size = count ? checked_mul(*count, element) : std::nullopt;
  if (!size) throw WeightsError(where + "the shape " + shape_text(record.shape) + " is too large");
  if (*size == 0) return tensor;
  const auto needed = elements_needed(record);
  if (!needed || *needed > storage.bytes.size() / element)
    throw WeightsError(where + "the shape " + shape_text(record.shape) + " with strides " +
                       shape_text(record.strides) + " from element " +
                       std::to_string(record.offset) + " reaches beyond its storage of " +
                       std::to_string(storage.bytes.size()) + " bytes");
  const std::size_t first = static_cast<std::size_t>(record.offset) * element;
  const std::byte* const from = storage.bytes.data() + first;
  const SharedBytes dense = is_dense(record) && is_aligned(from, element)
                                ? storage.part(first, static_cast<std::size_t>(*size))
                                : row_major_copy(from, record, *size, budget);
  tensor.bytes = dense.bytes;
  tensor.owner = dense.owner;
  return tensor;
}

}  // namespace saa
