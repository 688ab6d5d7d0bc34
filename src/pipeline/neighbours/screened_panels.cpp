#include "pipeline/neighbours/screened_panels.h"

#include "nn/lanes.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace saa {

bool ScreenedPatches::possible() { return nn::machine() >= nn::Machine::v3; }
// AVX-512 multiplies twice as many 16-bit numbers as floats at a time, but has to add them up.
bool ScreenedPatches::quicker() { return nn::machine() == nn::Machine::v3; }

#if defined(__x86_64__)
namespace {

constexpr std::size_t kPanel = PanelLayout::kPanel;
/// Lengths of 1 as they are computed; times kScale still below 2^15.
constexpr float kLongestSquare = 1.0005F;
constexpr float kScale = 32700;
/// Patches of the query that are multiplied at a time: with two vectors of a panel each, and a few
/// more, they fill AVX2's 16 registers. Their 16-bit numbers lie side by side, two channels of one
/// and then of the next: [groups, pairs of channels, kGroup].
constexpr std::size_t kGroup = 6;
/// Panels whose 16-bit numbers stay in the first cache while all patches of the query pass by.
constexpr std::size_t kPanelsAtATime = 4;
/// Patches that are multiplied in floats at a time: a sum waits four cycles for the one before it.
constexpr std::size_t kFloatsAtATime = 4;
/// Whole groups, and whole vectors of floats.
constexpr std::size_t kPatchMultiple = 24;
constexpr float kLowest = -2;  ///< below every product of lengths of 1, less a half

using Lanes = nn::Lanes<8>;

/// By how much a product of 16-bit numbers and one in floats may differ, both |a| and |b| being at
/// most 1: each number is off by half a step at most, so a vector by half the root of their count,
/// and each addition of floats rounds by 2^-24 at most of what is below 2.
float margin(std::size_t channels) {
  const auto count = static_cast<float>(channels);
  const float rounding = 2.4e-7F * (count + 4);
  return (1.01F * std::sqrt(count) + 0.26F * count / kScale) / kScale + rounding;
}

std::size_t pairs_of(std::size_t channels) { return (channels + 1) / 2; }

std::int32_t pair(float low, float high) {
  const auto bits = [](float value) {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lrint(value * kScale)));
  };
  return static_cast<std::int32_t>((bits(low) & 0xFFFFU) | (bits(high) << 16U));
}

bool too_long(std::span<const float> row) {
  const float square = std::inner_product(row.begin(), row.end(), row.begin(), 0.0F);
  return !(square <= kLongestSquare);  // nor is what is no number short
}

/// [pairs of channels, kPanel].
/// @returns whether no patch is longer than 1 (or no number)
[[gnu::target("arch=x86-64-v3")]] bool round_panel(const float* panel, std::size_t channels,
                                                   std::int32_t* out) {
  const __m256 scale = _mm256_set1_ps(kScale);
  bool fits = true;
  for (std::size_t half = 0; half < kPanel; half += 8) {
    __m256 squares = _mm256_setzero_ps();
    for (std::size_t c = 0; c < channels; c += 2) {
      const float* const from = panel + (c + 1) * kPanel + half;
      const __m256 low = _mm256_loadu_ps(from);
      const __m256 high = c + 1 < channels ? _mm256_loadu_ps(from + kPanel) : _mm256_setzero_ps();
      squares = _mm256_fmadd_ps(low, low, _mm256_fmadd_ps(high, high, squares));
      const __m256i rounded_low = _mm256_cvtps_epi32(_mm256_mul_ps(low, scale));
      const __m256i rounded_high = _mm256_cvtps_epi32(_mm256_mul_ps(high, scale));
      const __m256i both =
          _mm256_blend_epi16(rounded_low, _mm256_slli_epi32(rounded_high, 16), 0xAA);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + c / 2 * kPanel + half), both);
    }
    const __m256 short_enough = _mm256_cmp_ps(squares, _mm256_set1_ps(kLongestSquare), _CMP_LE_OQ);
    fits = fits && _mm256_movemask_ps(short_enough) == 0xFF;
  }
  return fits;
}

/// sum += product. Said in the processor's own words, for GCC 12 would give each sum a second
/// register, of which there are not enough, and keep the sums in memory.
[[gnu::target("arch=x86-64-v3"), gnu::always_inline]] inline void add(__m256i& sum,
                                                                      __m256i product) {
  asm("vpaddd %1, %0, %0" : "+x"(sum) : "x"(product));
}

/// best[r] = the greatest product of 16-bit numbers, less |b|²/2, of patch r of a group.
[[gnu::target("arch=x86-64-v3")]] void screen(const std::int32_t* group, const std::int32_t* panel,
                                              std::size_t pairs, const float* minus_halves,
                                              float* best) {
  __m256i sums[kGroup][2];
#pragma GCC unroll 6
  for (auto& sum : sums) sum[0] = sum[1] = _mm256_setzero_si256();
  for (std::size_t p = 0; p < pairs; ++p) {
    const auto* const columns = reinterpret_cast<const __m256i*>(panel + p * kPanel);
    const __m256i first = _mm256_loadu_si256(columns);
    const __m256i second = _mm256_loadu_si256(columns + 1);
#pragma GCC unroll 6
    for (std::size_t r = 0; r < kGroup; ++r) {
      const __m256i row = _mm256_set1_epi32(group[p * kGroup + r]);
      add(sums[r][0], _mm256_madd_epi16(row, first));
      add(sums[r][1], _mm256_madd_epi16(row, second));
    }
  }
  const __m256 unit = _mm256_set1_ps(1 / (kScale * kScale));
  const __m256 first = _mm256_loadu_ps(minus_halves);
  const __m256 second = _mm256_loadu_ps(minus_halves + 8);
#pragma GCC unroll 6
  for (std::size_t r = 0; r < kGroup; ++r) {
    const __m256 one = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sums[r][0]), unit, first);
    const __m256 other = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sums[r][1]), unit, second);
    best[r] = Lanes::greatest(static_cast<Lanes::Floats>(_mm256_max_ps(one, other)));
  }
}

/// The products in floats of some patches of the query with one panel.
/// @param rows of those patches @param greatest for each the greatest so far
[[gnu::target("arch=x86-64-v3")]] void multiply(const float* const* rows, const float* panel,
                                                std::size_t channels, float* const* greatest) {
  Lanes::Floats sums[kFloatsAtATime][2];
#pragma GCC unroll 4
  for (auto& sum : sums) {
    sum[0] = Lanes::load(panel);
    sum[1] = Lanes::load(panel + 8);
  }
  for (std::size_t c = 0; c < channels; ++c) {
    const float* const columns = panel + (c + 1) * kPanel;
    const Lanes::Floats first = Lanes::load(columns);
    const Lanes::Floats second = Lanes::load(columns + 8);
#pragma GCC unroll 4
    for (std::size_t i = 0; i < kFloatsAtATime; ++i) {
      sums[i][0] += rows[i][c] * first;
      sums[i][1] += rows[i][c] * second;
    }
  }
#pragma GCC unroll 4
  for (std::size_t i = 0; i < kFloatsAtATime; ++i) {
    const float found = Lanes::greatest(Lanes::greater(sums[i][0], sums[i][1]));
    *greatest[i] = std::max(*greatest[i], found);
  }
}

/// least[i] = the greater of itself and values[i]. @param count a multiple of 8
[[gnu::target("arch=x86-64-v3")]] void raise(float* least, const float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; i += 8)
    Lanes::store(Lanes::greater(Lanes::load(values + i), Lanes::load(least + i)), least + i);
}

/// Appends the places where values[i] >= least[i]. @param count a multiple of 8
[[gnu::target("arch=x86-64-v3")]] void reaching(const float* values, const float* least,
                                                std::size_t count,
                                                std::vector<std::size_t>& places) {
  for (std::size_t i = 0; i < count; i += 8) {
    const __m256 reach =
        _mm256_cmp_ps(_mm256_loadu_ps(values + i), _mm256_loadu_ps(least + i), _CMP_GE_OQ);
    for (auto bits = static_cast<unsigned>(_mm256_movemask_ps(reach)); bits != 0; bits &= bits - 1)
      places.push_back(i + static_cast<std::size_t>(std::countr_zero(bits)));
  }
}

/// The comparison of one reference with all patches of the query; one thread's.
class Comparison {
 public:
  Comparison(const PanelLayout& layout, const float* panels, std::size_t patches)
      : layout_(layout),
        panels_(panels),
        patches_(patches),
        pairs_(pairs_of(layout.channels)),
        padded_(nn::rounded_up(patches, kPatchMultiple)),
        rounded_(layout.panels() * pairs_ * kPanel),
        best_(layout.panels() * padded_) {}

  [[nodiscard]] bool round_panels() {
    for (std::size_t p = 0; p < layout_.panels(); ++p)
      if (!round_panel(panel(p), layout_.channels, rounded(p))) return false;
    return true;
  }

  /// @param groups as ScreenedPatches keeps them
  void screen_all(const std::int32_t* groups) {
    for (std::size_t begin = 0; begin < layout_.panels(); begin += kPanelsAtATime) {
      const std::size_t end = std::min(begin + kPanelsAtATime, layout_.panels());
      for (std::size_t patch = 0; patch < padded_; patch += kGroup) {
        for (std::size_t p = begin; p < end; ++p)
          screen(groups + patch * pairs_, rounded(p), pairs_, panel(p),
                 &best_[p * padded_ + patch]);
      }
    }
  }

  void multiply_suspects(std::span<const float> rows, std::span<float> greatest) {
    const std::vector<float> least = least_of_suspects();
    std::ranges::fill(greatest, kLowest);
    std::vector<std::size_t> suspects;
    for (std::size_t p = 0; p < layout_.panels(); ++p) {
      suspects.clear();
      reaching(&best_[p * padded_], least.data(), padded_, suspects);
      // The last one is compared again until the number is even, which changes nothing.
      while (suspects.size() % kFloatsAtATime != 0) suspects.push_back(suspects.back());
      for (std::size_t i = 0; i < suspects.size(); i += kFloatsAtATime)
        multiply_some(&suspects[i], p, rows, greatest);
    }
  }

 private:
  [[nodiscard]] const float* panel(std::size_t index) const {
    return panels_ + index * layout_.panel_floats();
  }
  [[nodiscard]] std::int32_t* rounded(std::size_t panel) {
    return &rounded_[panel * pairs_ * kPanel];
  }

  /// Of each patch: a panel whose best product is less cannot hold the greatest.
  [[nodiscard]] std::vector<float> least_of_suspects() const {
    std::vector<float> least(padded_, kLowest);
    for (std::size_t p = 0; p < layout_.panels(); ++p)
      raise(least.data(), &best_[p * padded_], padded_);
    const float slack = 2 * margin(layout_.channels);
    for (float& value : least) value -= slack;
    // Where there is no patch, nothing is to be found.
    std::fill(least.begin() + static_cast<std::ptrdiff_t>(patches_), least.end(),
              std::numeric_limits<float>::infinity());
    return least;
  }

  void multiply_some(const std::size_t* patches, std::size_t panel_index,
                     std::span<const float> rows, std::span<float> greatest) const {
    const float* of[kFloatsAtATime];
    float* to[kFloatsAtATime];
    for (std::size_t i = 0; i < kFloatsAtATime; ++i) {
      of[i] = &rows[patches[i] * layout_.channels];
      to[i] = &greatest[patches[i]];
    }
    multiply(of, panel(panel_index), layout_.channels, to);
  }

  const PanelLayout& layout_;
  const float* panels_;
  std::size_t patches_;
  std::size_t pairs_;
  std::size_t padded_;
  std::vector<std::int32_t> rounded_;
  std::vector<float> best_;  ///< [panels, padded_]
};

}  // namespace

std::optional<ScreenedPatches> ScreenedPatches::of(std::span<const float> rows,
                                                   std::size_t channels) {
  const std::size_t patches = rows.size() / channels;
  const std::size_t pairs = pairs_of(channels);
  ScreenedPatches screened;
  screened.rows_.assign(rows.begin(), rows.end());
  screened.pairs_.resize(nn::rounded_up(patches, kPatchMultiple) * pairs);
  for (std::size_t patch = 0; patch < patches; ++patch) {
    const auto row = rows.subspan(patch * channels, channels);
    if (too_long(row)) return std::nullopt;
    std::int32_t* const to = &screened.pairs_[patch / kGroup * kGroup * pairs + patch % kGroup];
    for (std::size_t p = 0; p < pairs; ++p)
      to[p * kGroup] = pair(row[2 * p], 2 * p + 1 < channels ? row[2 * p + 1] : 0);
  }
  return screened;
}

bool ScreenedPatches::find_greatest(std::span<const float> panels, const PanelLayout& layout,
                                    std::span<float> greatest) const {
  Comparison comparison(layout, panels.data(), rows_.size() / layout.channels);
  if (!comparison.round_panels()) return false;
  comparison.screen_all(pairs_.data());
  comparison.multiply_suspects(rows_, greatest);
  return true;
}

#else

std::optional<ScreenedPatches> ScreenedPatches::of(std::span<const float>, std::size_t) {
  return std::nullopt;
}
bool ScreenedPatches::find_greatest(std::span<const float>, const PanelLayout&,
                                    std::span<float>) const {
  return false;
}

#endif

}  // namespace saa
