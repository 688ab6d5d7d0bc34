#include "nn/mask_upscaling.h"

#include "core/parallel.h"
#include "nn/activation.h"
#include "nn/host_kernel.h"
#include "nn/host_sizes.h"
#include "nn/row_norm.h"
#include "nn/weight_panels.h"

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <vector>

namespace saa::nn {
namespace {

/// Places that go through all layers together: what is between stays in a core's cache.
constexpr std::size_t kPlaces = 48;
constexpr std::size_t kPixels = 16;  ///< of a place

struct Call {
  const float* places;
  Panels first, second;
  RowNorm norm;
  const float* filters;
  float* result;
  std::size_t prompts, height, width, channels, masks, depth;
};

/// Where a place's pixel is in the picture, rows 4 * width long; pixels are in the order in which
/// the layers split them.
std::size_t pixel_at(const Call& call, std::size_t place, std::size_t pixel) {
  const std::size_t row = 4 * (place / call.width) + 2 * (pixel / 8) + pixel / 2 % 2;
  const std::size_t column = 4 * (place % call.width) + 2 * (pixel / 4 % 2) + pixel % 2;
  return row * 4 * call.width + column;
}

/// Works through some of a prompt's places on one thread.
class PlacesWorker {
 public:
  explicit PlacesWorker(const Call& call)
      : call_(call),
        coarse_(kPlaces * call.first.outputs),
        fine_(kPlaces * kPixels * call.depth),
        products_(kPlaces * kPixels * call.masks) {}

  void run(std::size_t prompt, std::size_t begin) {
    const std::size_t places = call_.height * call_.width;
    const std::size_t count = std::min(kPlaces, places - begin);
    multiply(call_.places + (prompt * places + begin) * call_.channels, call_.channels, count,
             call_.first, coarse_.data(), call_.first.outputs);
    const std::size_t quarter = call_.norm.channels;
    normalise(coarse_.data(), 4 * count, call_.norm, coarse_.data(), quarter);
    gelu_in_place(coarse_.data(), count * call_.first.outputs);
    multiply(coarse_.data(), quarter, 4 * count, call_.second, fine_.data(), 4 * call_.depth);
    gelu_in_place(fine_.data(), count * kPixels * call_.depth);
    multiply(fine_.data(), call_.depth, count * kPixels, filters_of(prompt), products_.data(),
             call_.masks);
    write(prompt, begin, count);
  }

 private:
  Panels filters_of(std::size_t prompt) {
    if (packed_ != prompt) {
      filters_.resize(panel_count(call_.masks) * kPanelOutputs * call_.depth);
      pack_panels(call_.filters + prompt * call_.masks * call_.depth, call_.masks, call_.depth,
                  filters_);
      packed_ = prompt;
    }
    return {filters_.data(), nullptr, call_.depth, call_.masks};
  }

  void write(std::size_t prompt, std::size_t begin, std::size_t count) {
    const std::size_t pixels = kPixels * call_.height * call_.width;
    float* pictures = call_.result + prompt * call_.masks * pixels;
    const float* from = products_.data();
    for (std::size_t place = begin; place < begin + count; ++place) {
      for (std::size_t pixel = 0; pixel < kPixels; ++pixel) {
        float* to = pictures + pixel_at(call_, place, pixel);
        for (std::size_t mask = 0; mask < call_.masks; ++mask) to[mask * pixels] = *from++;
      }
    }
  }

  const Call& call_;
  std::vector<float> coarse_;                          ///< [places, 4 * channels]
  std::vector<float> fine_;                            ///< [places, 16, depth]
  std::vector<float> products_;                        ///< [places, 16, masks]
  std::vector<float> filters_;                         ///< panels
  std::size_t packed_ = static_cast<std::size_t>(-1);  ///< whose they are
};

/// (places, first's panels, bias, norm's weight, bias, second's panels, bias, filters, grid,
/// epsilon)
class MaskUpscalingKernel final : public HostKernel {
 public:
  [[nodiscard]] std::string_view name() const override { return "saa.mask_upscaling"; }

  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override {
    if (inputs.size() != 10 || !fit(inputs)) {
      throw std::logic_error("mask upscaling of places " + shape_text(inputs[0]) + " by panels " +
                             shape_text(inputs[1]) + " and " + shape_text(inputs[5]) +
                             " and filters " + shape_text(inputs[7]));
    }
    const Dim places = inputs[0][1];
    return {inputs[0][0], inputs[7][1], places == kDynamic ? kDynamic : Dim{kPixels} * places};
  }

  void evaluate(std::span<const Tensor> inputs, std::span<float> result) const override {
    const auto data = [&](std::size_t input) { return floats(inputs[input]).data(); };
    const auto size = [&](std::size_t input, std::size_t axis) {
      return static_cast<std::size_t>(inputs[input].shape[axis]);
    };
    const Call call{.places = data(0),
                    .first = layer_of(inputs[1], inputs[2]),
                    .second = layer_of(inputs[5], inputs[6]),
                    .norm = {data(3), data(4), size(3, 0), floats(inputs[9])[0]},
                    .filters = data(7),
                    .result = result.data(),
                    .prompts = size(0, 0),
                    .height = static_cast<std::size_t>(host_size(inputs[8], 0)),
                    .width = static_cast<std::size_t>(host_size(inputs[8], 1)),
                    .channels = size(0, 2),
                    .masks = size(7, 1),
                    .depth = size(7, 2)};
    if (call.height * call.width != size(0, 1)) {
      throw std::logic_error("mask upscaling of " + std::to_string(size(0, 1)) +
                             " places on a grid of " + std::to_string(call.height) + " x " +
                             std::to_string(call.width));
    }
    const std::size_t pieces = (size(0, 1) + kPlaces - 1) / kPlaces;
    parallel_for(call.prompts * pieces, [&](std::size_t begin, std::size_t end) {
      PlacesWorker worker(call);
      for (std::size_t i = begin; i < end; ++i) worker.run(i / pieces, i % pieces * kPlaces);
    });
  }

 private:
  [[nodiscard]] static bool fit(std::span<const Dims> inputs) {
    const Dims &places = inputs[0], &first = inputs[2], &norm = inputs[3], &second = inputs[6],
               &filters = inputs[7];
    return places.size() == 3 && norm.size() == 1 && filters.size() == 3 &&
           first == Dims{4 * norm[0]} && are_panels(inputs[1], first[0], places[2]) &&
           second == Dims{4 * filters[2]} && are_panels(inputs[5], second[0], norm[0]);
  }
};

}  // namespace

Value mask_upscaling(const Value& places, const MaskUpscaling& layers, const Value& filters,
                     const Value& grid) {
  static const MaskUpscalingKernel kernel;
  return host_op(
      kernel,
      std::array{places, weight_panels(layers.first_weight), layers.first_bias, layers.norm_weight,
                 layers.norm_bias, weight_panels(layers.second_weight), layers.second_bias, filters,
                 grid, places.builder().constant(std::span(&layers.epsilon, 1), {1})});
}

}  // namespace saa::nn
