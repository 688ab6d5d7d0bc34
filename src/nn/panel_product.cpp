#include "nn/panel_product.h"

#include "nn/lanes.h"

#include <algorithm>

namespace saa::nn {
namespace {

/// Vectors of a panel.
constexpr std::size_t kVectors = 2;

std::size_t panel_length() {
  switch (machine()) {
    case Machine::v4:
      return kVectors * 16;
    case Machine::v3:
      return kVectors * 8;
    case Machine::plain:
      break;
  }
  return kVectors * 4;
}

struct Call {
  const float* a;
  std::size_t a_row, rows;
  const Panels* panels;
  float* out;
  std::size_t out_row;
};

template <std::size_t kLanes>
struct PanelProduct : Lanes<kLanes> {
  using Base = Lanes<kLanes>;
  using typename Base::Floats;

  static constexpr std::size_t kPanel = kVectors * kLanes;
  /// Sums of that many rows fill the registers, but for those of a panel's row and a factor.
  static constexpr std::size_t kRows = kLanes == 16 ? 12 : 6;

  [[gnu::always_inline]] static void run(const Call& call) {
    const Panels& panels = *call.panels;
    for (std::size_t output = 0; output < panels.outputs; output += kPanel) {
      const Panel panel{panels.weights.data() + output * panels.inputs, panels.bias.data() + output,
                        panels.inputs, std::min(kPanel, panels.outputs - output)};
      for (std::size_t row = 0; row < call.rows; row += kRows) {
        block_of<kRows>(call.a + row * call.a_row, call.a_row, std::min(kRows, call.rows - row),
                        panel, call.out + row * call.out_row + output, call.out_row);
      }
    }
  }

 private:
  struct Panel {
    const float* weights;
    const float* bias;
    std::size_t inputs;
    std::size_t outputs;  ///< that are wanted
  };

  /// A block of `count` rows, `Rows` at most.
  template <std::size_t Rows>
  [[gnu::always_inline]] static void block_of(const float* a, std::size_t a_row, std::size_t count,
                                              const Panel& panel, float* out, std::size_t out_row) {
    if constexpr (Rows > 0) {
      if (count == Rows) return block<Rows>(a, a_row, panel, out, out_row);
      block_of<Rows - 1>(a, a_row, count, panel, out, out_row);
    }
  }

  template <std::size_t Rows>
  [[gnu::always_inline]] static void block(const float* a, std::size_t a_row, const Panel& panel,
                                           float* out, std::size_t out_row) {
    Floats sums[Rows][kVectors];
#pragma GCC unroll 16
    for (std::size_t r = 0; r < Rows; ++r) {
      sums[r][0] = Base::load(panel.bias);
      sums[r][1] = Base::load(panel.bias + kLanes);
    }
    for (std::size_t k = 0; k < panel.inputs; ++k) {
      const Floats left = Base::load(panel.weights + k * kPanel);
      const Floats right = Base::load(panel.weights + k * kPanel + kLanes);
#pragma GCC unroll 16
      for (std::size_t r = 0; r < Rows; ++r) {
        const float factor = a[r * a_row + k];
        sums[r][0] += factor * left;
        sums[r][1] += factor * right;
      }
    }
    if (panel.outputs == kPanel) {
#pragma GCC unroll 16
      for (std::size_t r = 0; r < Rows; ++r) {
        Base::store(sums[r][0], out + r * out_row);
        Base::store(sums[r][1], out + r * out_row + kLanes);
      }
    } else {
      store_part<Rows>(sums, panel.outputs, out, out_row);
    }
  }

  /// The last panel's, where outputs are no multiple of its length.
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

Panels pack_panels(const float* weight, const float* bias, std::size_t outputs,
                   std::size_t inputs) {
  const std::size_t length = panel_length();
  const std::size_t padded = rounded_up(outputs, length);
  Panels panels{std::vector<float>(padded * inputs), std::vector<float>(padded), inputs, outputs};
  std::copy_n(bias, outputs, panels.bias.begin());
  for (std::size_t o = 0; o < outputs; ++o) {
    float* to = panels.weights.data() + o / length * length * inputs + o % length;
    for (std::size_t i = 0; i < inputs; ++i) to[i * length] = weight[o * inputs + i];
  }
  return panels;
}

void multiply(const float* a, std::size_t a_row, std::size_t rows, const Panels& panels, float* out,
              std::size_t out_row) {
  const Call call{a, a_row, rows, &panels, out, out_row};
#if defined(__x86_64__)
  if (machine() == Machine::v4) return run_v4(call);
  if (machine() == Machine::v3) return run_v3(call);
#endif
  PanelProduct<4>::run(call);
}

}  // namespace saa::nn
