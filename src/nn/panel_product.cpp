#include "nn/panel_product.h"

#include "nn/lanes.h"

#include <algorithm>
#include <array>

namespace saa::nn {
namespace {

/// Vectors of sums a row.
constexpr std::size_t kVectors = 2;

struct Call {
  const float* a;
  std::size_t a_row, rows;
  const Panels* panels;
  LayerPart part;
  float* out;
  std::size_t out_row;
};

template <std::size_t kLanes>
struct PanelProduct : Lanes<kLanes> {
  using Base = Lanes<kLanes>;
  using typename Base::Floats;

  /// Outputs that are summed up together.
  static constexpr std::size_t kOutputs = kVectors * kLanes;
  /// Sums of that many rows fill the registers, but for those of a panel's row and a factor.
  static constexpr std::size_t kRows = kLanes == 16 ? 12 : 6;
  /// Inputs whose weights, 16 KiB, stay in the first cache while all rows pass.
  static constexpr std::size_t kInputs = 4096 / kOutputs;

  [[gnu::always_inline]] static void run(const Call& call) {
    const LayerPart& part = call.part;
    for (std::size_t output = 0; output < part.outputs; output += kOutputs) {
      for (std::size_t input = 0; input < part.inputs; input += kInputs) {
        pass(call, output, input);
      }
    }
  }

 private:
  /// Some outputs and inputs of the part, for all rows.
  struct Pass {
    std::array<const float*, kVectors> weights;
    std::size_t inputs;
    const float* bias;    ///< null: zeros
    bool first;           ///< of the layer's inputs: sums begin as the bias
    std::size_t outputs;  ///< that are wanted
  };

  /// Weights of the next pass, asked for while some rows of this one are computed: they come from
  /// far away, and the processor does not foresee where a pass goes on. One input's at a time,
  /// since few requests can be under way.
  struct Ahead {
    std::array<const float*, kVectors> weights;
    std::size_t inputs;

    [[gnu::always_inline]] void fetch(std::size_t input) const {
      if (input >= inputs) return;
      __builtin_prefetch(weights[0] + input * kPanelOutputs);
      if constexpr (kOutputs > kPanelOutputs) {
        __builtin_prefetch(weights[1] + input * kPanelOutputs);
      }
    }
  };

  [[gnu::always_inline]] static void pass(const Call& call, std::size_t output, std::size_t input) {
    const LayerPart& part = call.part;
    const Panels& panels = *call.panels;
    const Pass pass{
        .weights = weights_at(panels, part.first_output + output, part.first_input + input),
        .inputs = std::min(kInputs, part.inputs - input),
        .bias = panels.bias == nullptr ? nullptr : panels.bias + part.first_output + output,
        .first = part.first_input + input == 0,
        .outputs = std::min(kOutputs, part.outputs - output)};
    const bool turns = input + kInputs >= part.inputs;  // to the next outputs
    const std::size_t blocks = (call.rows + kRows - 1) / kRows;
    Ahead ahead{weights_at(panels, part.first_output + output + (turns ? kOutputs : 0),
                           part.first_input + (turns ? 0 : input + kInputs)),
                (std::min(kInputs, part.inputs) + blocks - 1) / blocks};
    for (std::size_t row = 0; row < call.rows; row += kRows) {
      block_of<kRows>(call.a + row * call.a_row + input, call.a_row,
                      std::min(kRows, call.rows - row), pass, ahead,
                      call.out + row * call.out_row + output, call.out_row);
      for (const float*& weights : ahead.weights) weights += ahead.inputs * kPanelOutputs;
    }
  }

  /// The weights of one input for kVectors vectors of outputs; those of the next input lie
  /// kPanelOutputs behind.
  [[gnu::always_inline]] static std::array<const float*, kVectors> weights_at(const Panels& panels,
                                                                              std::size_t output,
                                                                              std::size_t input) {
    const auto at = [&](std::size_t o) {
      return panels.weights + (o / kPanelOutputs * panels.inputs + input) * kPanelOutputs +
             o % kPanelOutputs;
    };
    return {at(output), at(output + kLanes)};
  }

  /// A block of `count` rows, `Rows` at most.
  template <std::size_t Rows>
  [[gnu::always_inline]] static void block_of(const float* a, std::size_t a_row, std::size_t count,
                                              const Pass& pass, const Ahead& ahead, float* out,
                                              std::size_t out_row) {
    if constexpr (Rows > 0) {
      if (count == Rows) return block<Rows>(a, a_row, pass, ahead, out, out_row);
      block_of<Rows - 1>(a, a_row, count, pass, ahead, out, out_row);
    }
  }

  template <std::size_t Rows>
  [[gnu::always_inline]] static void block(const float* a, std::size_t a_row, const Pass& pass,
                                           const Ahead& ahead, float* out, std::size_t out_row) {
    Floats sums[Rows][kVectors];
    begin_sums<Rows>(sums, pass, out, out_row);
    const float* left = pass.weights[0];
    const float* right = pass.weights[1];
    for (std::size_t k = 0; k < pass.inputs; ++k) {
      ahead.fetch(k);
      const Floats of_left = Base::load(left + k * kPanelOutputs);
      const Floats of_right = Base::load(right + k * kPanelOutputs);
#pragma GCC unroll 16
      for (std::size_t r = 0; r < Rows; ++r) {
        const float factor = a[r * a_row + k];
        sums[r][0] += factor * of_left;
        sums[r][1] += factor * of_right;
      }
    }
    if (pass.outputs == kOutputs) {
#pragma GCC unroll 16
      for (std::size_t r = 0; r < Rows; ++r) {
        Base::store(sums[r][0], out + r * out_row);
        Base::store(sums[r][1], out + r * out_row + kLanes);
      }
    } else {
      store_part<Rows>(sums, pass.outputs, out, out_row);
    }
  }

  template <std::size_t Rows>
  [[gnu::always_inline]] static void begin_sums(Floats (&sums)[Rows][kVectors], const Pass& pass,
                                                const float* out, std::size_t out_row) {
    if (!pass.first) {
#pragma GCC unroll 16
      for (std::size_t r = 0; r < Rows; ++r) {
        load_pair(sums[r], out + r * out_row, pass.outputs);
      }
      return;
    }
    Floats bias[kVectors] = {};
    if (pass.bias != nullptr) load_pair(bias, pass.bias, pass.outputs);
#pragma GCC unroll 16
    for (std::size_t r = 0; r < Rows; ++r) {
      sums[r][0] = bias[0];
      sums[r][1] = bias[1];
    }
  }

  /// The first `count` numbers, then zeros.
  [[gnu::always_inline]] static void load_pair(Floats (&pair)[kVectors], const float* from,
                                               std::size_t count) {
    pair[0] = Base::load(from, count, 0.0F);
    pair[1] = count > kLanes ? Base::load(from + kLanes, count - kLanes, 0.0F) : Floats{};
  }

  /// The last outputs, where they are no multiple of kOutputs.
  template <std::size_t Rows>
  [[gnu::always_inline]] static void store_part(const Floats (&sums)[Rows][kVectors],
                                                std::size_t outputs, float* out,
                                                std::size_t out_row) {
#pragma GCC unroll 16
    for (std::size_t r = 0; r < Rows; ++r) {
      Base::store(sums[r][0], out + r * out_row, outputs);
      if (outputs > kLanes) {
        Base::store(sums[r][1], out + r * out_row + kLanes, outputs - kLanes);
      }
    }
  }
};

#if defined(__x86_64__)
[[gnu::target("arch=x86-64-v3")]] void run_v3(const Call& call) { PanelProduct<8>::run(call); }
[[gnu::target("arch=x86-64-v4")]] void run_v4(const Call& call) { PanelProduct<16>::run(call); }
#endif

}  // namespace

void pack_panels(const float* weight, std::size_t outputs, std::size_t inputs,
                 std::span<float> panels) {
  // Squares, of which both sides stay in the first cache.
  constexpr std::size_t kInputs = 16;
  std::fill(panels.begin(), panels.end(), 0.0F);
  for (std::size_t first = 0; first < outputs; first += kPanelOutputs) {
    const std::size_t count = std::min(kPanelOutputs, outputs - first);
    float* panel = panels.data() + first * inputs;
    for (std::size_t begin = 0; begin < inputs; begin += kInputs) {
      const std::size_t end = std::min(begin + kInputs, inputs);
      for (std::size_t o = 0; o < count; ++o) {
        const float* row = weight + (first + o) * inputs;
        for (std::size_t i = begin; i < end; ++i) panel[i * kPanelOutputs + o] = row[i];
      }
    }
  }
}

void multiply(const float* a, std::size_t a_row, std::size_t rows, const Panels& panels,
              const LayerPart& part, float* out, std::size_t out_row) {
  if (rows == 0) return;
  const Call call{a, a_row, rows, &panels, part, out, out_row};
#if defined(__x86_64__)
  if (machine() == Machine::v4) return run_v4(call);
  if (machine() == Machine::v3) return run_v3(call);
#endif
  PanelProduct<4>::run(call);
}

void multiply(const float* a, std::size_t a_row, std::size_t rows, const Panels& panels, float* out,
              std::size_t out_row) {
  multiply(a, a_row, rows, panels, {0, panels.outputs, 0, panels.inputs}, out, out_row);
}

}  // namespace saa::nn
