#include "nn/deformable_attention.h"

#include "core/parallel.h"
#include "nn/deformable_attention_rows.h"
#include "nn/host_kernel.h"

#include <array>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace saa::nn {
namespace {

/// The operator's inputs in order: their names, and their axes. An axis of one letter has one size
/// wherever it stands, an axis of one digit that size.
struct Input {
  std::string_view name;
  std::string_view axes;
};
constexpr std::array<Input, 5> kInputs = {{{"value", "BSC"},
                                           {"spatial_shapes", "L2"},
                                           {"reference", "BQLR"},
                                           {"offsets", "BQHLP2"},
                                           {"logits", "BQHLP"}}};
constexpr std::size_t kValue = 0;
constexpr std::size_t kSpatialShapes = 1;
constexpr std::size_t kReference = 2;
constexpr std::size_t kOffsets = 3;
constexpr std::size_t kLogits = 4;

[[noreturn]] void refuse(const std::string& what) {
  throw std::logic_error("deformable attention: " + what);
}

using AxisSizes = std::map<char, Dim>;

/// Size of each axis letter, kDynamic where it is open. @throws std::logic_error if shapes do not
/// fit.
AxisSizes sizes_of(std::span<const Dims> shapes) {
  if (shapes.size() != kInputs.size()) refuse("takes five inputs");
  AxisSizes sizes = {{'2', 2}};
  for (std::size_t i = 0; i < kInputs.size(); ++i) {
    const auto& [name, axes] = kInputs[i];
    bool fits = shapes[i].size() == axes.size();
    for (std::size_t axis = 0; fits && axis < axes.size(); ++axis) {
      const Dim size = shapes[i][axis];
      Dim& known = sizes.try_emplace(axes[axis], kDynamic).first->second;
      fits = known == kDynamic || size == kDynamic || known == size;
      if (known == kDynamic) known = size;
    }
    if (!fits) {
      refuse(std::string(name) + " of shape " + shape_text(shapes[i]) + " is not a [" +
             std::string(axes) + "] that fits the inputs before");
    }
  }
  const Dim reference = sizes['R'];
  if (reference != kDynamic && reference != 2 && reference != 4) {
    refuse("a reference is a point of 2 numbers or a box of 4, not " + std::to_string(reference));
  }
  const bool known = sizes['C'] != kDynamic && sizes['H'] != kDynamic;
  if (known && (sizes['H'] < 1 || sizes['C'] % sizes['H'] != 0)) {
    refuse(std::to_string(sizes['C']) + " channels for " + std::to_string(sizes['H']) + " heads");
  }
  return sizes;
}

std::vector<std::int64_t> integers(const Tensor& tensor) {
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(tensor.elements()));
  if (tensor.dtype == DType::i64) {
    std::memcpy(numbers.data(), tensor.bytes.data(), tensor.bytes.size());
  } else if (tensor.dtype == DType::i32) {  // what OpenVINO makes of i64 on the processor
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      std::int32_t number = 0;
      std::memcpy(&number, tensor.bytes.data() + i * sizeof(number), sizeof(number));
      numbers[i] = number;
    }
  } else {
    refuse("spatial_shapes of type " + std::string(dtype_name(tensor.dtype)));
  }
  return numbers;
}

template <typename T>
const T* numbers(const Tensor& tensor) {
  if (tensor.dtype != (std::is_same_v<T, float> ? DType::f32 : DType::bf16)) {
    refuse("an input of type " + std::string(dtype_name(tensor.dtype)));
  }
  return reinterpret_cast<const T*>(tensor.bytes.data());
}

/// Height, width and first site of every level.
/// @throws std::logic_error if a level is empty or they are not `sites` pixels together.
std::vector<DeformableLevel> levels_of(const Tensor& spatial_shapes, std::int64_t sites) {
  const std::vector<std::int64_t> shapes = integers(spatial_shapes);
  constexpr std::int64_t kMostSites = std::int64_t{1}
                                      << 24;  // whole numbers up to there are floats
  if (sites > kMostSites) refuse(std::to_string(sites) + " sites, at most 2^24 are possible");
  std::vector<DeformableLevel> levels;
  std::int64_t start = 0;
  for (std::size_t level = 0; level < shapes.size() / 2; ++level) {
    const std::int64_t height = shapes[2 * level];
    const std::int64_t width = shapes[2 * level + 1];
    // By division: the product of wild sizes may have no room in the type.
    if (height < 1 || width < 1 || height > (sites - start) / width) {
      refuse("level " + std::to_string(level) + " of " + std::to_string(height) + " x " +
             std::to_string(width) + " pixels, but " + std::to_string(sites - start) + " of " +
             std::to_string(sites) + " sites are left for it");
    }
    levels.push_back({static_cast<std::int32_t>(height), static_cast<std::int32_t>(width),
                      static_cast<std::int32_t>(start)});
    start += height * width;
  }
  if (start != sites) {
    refuse("levels of " + std::to_string(start) + " pixels together for " + std::to_string(sites) +
           " sites");
  }
  return levels;
}

class DeformableAttention final : public HostKernel {
 public:
  [[nodiscard]] std::string_view name() const override { return "saa.deformable_attention"; }

  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override {
    AxisSizes sizes = sizes_of(inputs);
    return {sizes['B'], sizes['Q'], sizes['C']};
  }

  void evaluate(std::span<const Tensor> inputs, std::span<float> result) const override {
    if (result.empty()) return;
    if (inputs[kValue].dtype == DType::bf16) {
      evaluate_as<Bfloat16>(inputs, result);
    } else {
      evaluate_as<float>(inputs, result);
    }
  }

 private:
  template <typename T>
  static void evaluate_as(std::span<const Tensor> inputs, std::span<float> result) {
    const std::vector<std::int64_t>& value = inputs[kValue].shape;
    const std::vector<std::int64_t>& offsets = inputs[kOffsets].shape;
    const auto size = [](std::int64_t n) { return static_cast<std::size_t>(n); };
    const DeformableRows<T> call = {.value = numbers<T>(inputs[kValue]),
                                    .reference = numbers<float>(inputs[kReference]),
                                    .offsets = numbers<float>(inputs[kOffsets]),
                                    .logits = numbers<float>(inputs[kLogits]),
                                    .result = result.data(),
                                    .sites = size(value[1]),
                                    .queries = size(offsets[1]),
                                    .heads = size(offsets[2]),
                                    .channels = size(value[2] / offsets[2]),
                                    .points = size(offsets[4]),
                                    .reference_size = size(inputs[kReference].shape[3]),
                                    .levels = levels_of(inputs[kSpatialShapes], value[1])};
    parallel_for(size(offsets[0] * offsets[1]),
                 [&](std::size_t begin, std::size_t end) { evaluate_rows(call, begin, end); });
  }
};

}  // namespace

Value deformable_attention(const Value& value, const Value& spatial_shapes, const Value& reference,
                           const Value& offsets, const Value& logits) {
  static const DeformableAttention kernel;
  return host_op(kernel, std::array{value, spatial_shapes, reference, offsets, logits});
}

}  // namespace saa::nn
