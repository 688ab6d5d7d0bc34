#include "pipeline/neighbours/nearest_patches.h"

#include "nn/lanes.h"
#include "pipeline/neighbours/screened_panels.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>

namespace saa {
namespace {

constexpr std::size_t kPanel = PanelLayout::kPanel;
/// Patches of the query that a tile holds side by side. With a vector of 16 numbers for each of two
/// panels they fill 24 of AVX-512's 32 registers; AVX2 takes half of them with one panel.
constexpr std::size_t kTileRows = 12;
/// Below every product of two vectors of length 1.
constexpr float kLowest = -1e30F;

float square_length(std::span<const float> vector) {
  return static_cast<float>(
      std::transform_reduce(vector.begin(), vector.end(), 0.0, std::plus<>(),
                            [](float value) { return double(value) * double(value); }));
}

struct Comparison {
  const float* tiles;
  std::size_t tile_count;
  const float* panels;
  const PanelLayout& layout;
  float* best;  ///< [tiles * kTileRows, kPanel]: the greatest so far in each column of the panels
};

/// The greatest of a·b - |b|²/2 over the patches b; with it |a - b|² = |a|² - 2 (a·b - |b|²/2).
template <std::size_t kLanes>
struct NearestKernel : nn::Lanes<kLanes> {
  using Base = nn::Lanes<kLanes>;
  using Base::greater;
  using Base::load;
  using Base::store;
  using typename Base::Floats;

  /// Vectors of a panel's row, panels and patches of the query that are worked on at a time: their
  /// product, and a few more, must fit into the registers.
  static constexpr std::size_t kVectors = kPanel / kLanes;
  static constexpr std::size_t kPanels = kVectors == 1 ? 2 : 1;
  static constexpr std::size_t kColumns = kVectors * kPanels;
  static constexpr std::size_t kRows = kVectors == 1 ? kTileRows : kTileRows / 2;

  [[gnu::always_inline]] static void run(const Comparison& call) {
    const std::size_t tile_floats = kTileRows * call.layout.channels;
    for (std::size_t panel = 0; panel < call.layout.panels(); panel += kPanels) {
      const float* const columns = call.panels + panel * call.layout.panel_floats();
      for (std::size_t tile = 0; tile < call.tile_count; ++tile) {
        for (std::size_t row = 0; row < kTileRows; row += kRows) {
          compare(call.tiles + tile * tile_floats + row, columns, call.layout,
                  call.best + (tile * kTileRows + row) * kPanel);
        }
      }
    }
  }

 private:
  /// Where vector v of the columns lies.
  [[gnu::always_inline]] static std::size_t place(std::size_t v, const PanelLayout& layout) {
    return v / kVectors * layout.panel_floats() + v % kVectors * kLanes;
  }

  [[gnu::always_inline]] static void compare(const float* rows, const float* columns,
                                             const PanelLayout& layout, float* best) {
    Floats sums[kRows][kColumns];
#pragma GCC unroll 12
    for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
      for (std::size_t v = 0; v < kColumns; ++v) sums[r][v] = load(columns + place(v, layout));
    }
    for (std::size_t c = 0; c < layout.channels; ++c) {
      Floats right[kColumns];
#pragma GCC unroll 2
      for (std::size_t v = 0; v < kColumns; ++v)
        right[v] = load(columns + place(v, layout) + (c + 1) * kPanel);
#pragma GCC unroll 12
      for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
        for (std::size_t v = 0; v < kColumns; ++v) sums[r][v] += rows[c * kTileRows + r] * right[v];
      }
    }
#pragma GCC unroll 12
    for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
      for (std::size_t v = 0; v < kColumns; ++v) {
        // In this order a sum that is no number, as a damaged file may give, is passed over.
        float* const kept = best + r * kPanel + v % kVectors * kLanes;
        store(greater(sums[r][v], load(kept)), kept);
      }
    }
  }
};

#if defined(__x86_64__)
[[gnu::target("arch=x86-64-v3")]] void compare_v3(const Comparison& call) {
  NearestKernel<8>::run(call);
}
[[gnu::target("arch=x86-64-v4")]] void compare_v4(const Comparison& call) {
  NearestKernel<16>::run(call);
}
#endif
void compare_plain(const Comparison& call) { NearestKernel<8>::run(call); }

void compare(const Comparison& call) {
  switch (nn::machine()) {
#if defined(__x86_64__)
    case nn::Machine::v4:
      return compare_v4(call);
    case nn::Machine::v3:
      return compare_v3(call);
#endif
    default:
      return compare_plain(call);
  }
}

std::unique_ptr<const ScreenedPatches> screened(std::span<const float> rows, std::size_t channels,
                                                Products products) {
  const bool wanted = products == Products::quickest
                          ? ScreenedPatches::quicker()
                          : products == Products::screened && ScreenedPatches::possible();
  auto made = wanted ? ScreenedPatches::of(rows, channels) : std::nullopt;
  return made ? std::make_unique<const ScreenedPatches>(*std::move(made)) : nullptr;
}

}  // namespace

void pack_panels(std::span<const float> rows, const PanelLayout& layout, std::span<float> out) {
  if (layout.patches == 0 || rows.size() != layout.patches * layout.channels ||
      out.size() != layout.floats())
    throw std::logic_error("pack_panels: the spans do not have the lengths that the layout says");
  for (std::size_t column = 0; column < layout.panels() * kPanel; ++column) {
    const auto patch =
        rows.subspan(std::min(column, layout.patches - 1) * layout.channels, layout.channels);
    float* const to = &out[column / kPanel * layout.panel_floats() + column % kPanel];
    to[0] = -square_length(patch) / 2;
    for (std::size_t c = 0; c < layout.channels; ++c) to[(c + 1) * kPanel] = patch[c];
  }
}

std::vector<float> unpack_panels(std::span<const float> panels, const PanelLayout& layout) {
  std::vector<float> rows(layout.patches * layout.channels);
  for (std::size_t patch = 0; patch < layout.patches; ++patch) {
    const float* const from = &panels[patch / kPanel * layout.panel_floats() + patch % kPanel];
    for (std::size_t c = 0; c < layout.channels; ++c)
      rows[patch * layout.channels + c] = from[(c + 1) * kPanel];
  }
  return rows;
}

QueryPatches::QueryPatches(std::span<const float> rows, std::size_t channels, Products products)
    : channels_(channels), squares_(rows.size() / channels) {
  tiles_.resize(nn::rounded_up(size(), kTileRows) * channels);
  for (std::size_t patch = 0; patch < size(); ++patch) {
    const auto row = rows.subspan(patch * channels, channels);
    squares_[patch] = square_length(row);
    float* const to = &tiles_[patch / kTileRows * kTileRows * channels + patch % kTileRows];
    for (std::size_t c = 0; c < channels; ++c) to[c * kTileRows] = row[c];
  }
  screened_ = screened(rows, channels, products);
}

QueryPatches::~QueryPatches() = default;
QueryPatches::QueryPatches(QueryPatches&&) noexcept = default;
QueryPatches& QueryPatches::operator=(QueryPatches&&) noexcept = default;

void QueryPatches::nearest(std::span<const float> panels, const PanelLayout& layout,
                           std::span<float> out) const {
  if (layout.channels != channels_ || panels.size() != layout.floats() || out.size() != size())
    throw std::logic_error("QueryPatches: patches of another layout, or room for another number");
  if (!screened_ || !screened_->find_greatest(panels, layout, out))
    find_greatest(panels, layout, out);
  for (std::size_t patch = 0; patch < size(); ++patch)
    out[patch] = std::sqrt(std::max(0.0F, squares_[patch] - 2 * out[patch]));
}

void QueryPatches::find_greatest(std::span<const float> panels, const PanelLayout& layout,
                                 std::span<float> greatest) const {
  const std::size_t tiles = nn::rounded_up(size(), kTileRows) / kTileRows;
  std::vector<float> best(tiles * kTileRows * kPanel, kLowest);
  compare({tiles_.data(), tiles, panels.data(), layout, best.data()});
  for (std::size_t patch = 0; patch < size(); ++patch)
    greatest[patch] = std::ranges::max(std::span(best).subspan(patch * kPanel, kPanel));
}

}  // namespace saa
