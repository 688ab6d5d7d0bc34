#include "pipeline/neighbours/nearest_patches.h"

#include "pipeline/neighbours/screened_panels.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace saa {
namespace {

/// Of length 1, but every tenth, which is all zeros.
std::vector<float> random_rows(std::size_t patches, std::size_t channels, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> rows(patches * channels);
  for (std::size_t i = 0; i < patches; ++i) {
    double square = 0;
    for (std::size_t c = 0; c < channels; ++c) {
      float& value = rows[i * channels + c];
      value = i % 10 == 9 ? 0 : normal(random);
      square += double(value) * double(value);
    }
    for (std::size_t c = 0; c < channels && square > 0; ++c)
      rows[i * channels + c] /= static_cast<float>(std::sqrt(square));
  }
  return rows;
}

double naive_nearest(const float* patch, const std::vector<float>& others, std::size_t channels) {
  double nearest = std::numeric_limits<double>::max();
  for (std::size_t j = 0; j < others.size(); j += channels) {
    double square = 0;
    for (std::size_t c = 0; c < channels; ++c)
      square += std::pow(double(patch[c]) - double(others[j + c]), 2);
    nearest = std::min(nearest, square);
  }
  return std::sqrt(nearest);
}

std::vector<float> nearest(const std::vector<float>& query, const std::vector<float>& reference,
                           std::size_t channels, Products products = Products::quickest) {
  const PanelLayout layout{reference.size() / channels, channels};
  std::vector<float> panels(layout.floats());
  pack_panels(reference, layout, panels);
  const QueryPatches patches(query, channels, products);
  std::vector<float> distances(patches.size());
  patches.nearest(panels, layout, distances);
  return distances;
}

TEST(NearestPatches, AreThoseOfAPlainLoop) {
  for (const std::size_t channels : {1, 7, 40})
    for (const std::size_t queries : {1, 11, 12, 25})
      for (const std::size_t references : {1, 16, 17, 33, 64}) {
        const auto query = random_rows(queries, channels, 1);
        const auto reference = random_rows(references, channels, 2);
        const auto found = nearest(query, reference, channels);
        for (std::size_t i = 0; i < queries; ++i) {
          // The square comes from 2 - 2 cos in f32, whose last digit is some 1e-7.
          const double expected = naive_nearest(&query[i * channels], reference, channels);
          EXPECT_NEAR(double(found[i]) * double(found[i]), expected * expected, 1e-6)
              << channels << " channels, patch " << i << " of " << queries << ", " << references;
        }
      }
}

TEST(NearestPatches, AreTheSameToTheLastBitWhen16BitNumbersSayWhereToLook) {
  if (!ScreenedPatches::possible()) GTEST_SKIP() << "this processor has no AVX2";
  for (const std::size_t channels : {1, 2, 7, 40, 150, 321})
    for (const std::size_t queries : {1, 5, 12, 25})
      for (const std::size_t references : {1, 16, 33, 200}) {
        auto query = random_rows(queries, channels, 1);
        const auto reference = random_rows(references, channels, 2);
        // Some whose nearest are many and all but equally near, and one that is there itself.
        for (std::size_t c = 0; c < channels && queries > 2; ++c) query[c] = reference[c];
        EXPECT_EQ(nearest(query, reference, channels, Products::screened),
                  nearest(query, reference, channels, Products::floats))
            << channels << " channels, " << queries << " patches in " << references;
      }
}

TEST(NearestPatches, ScreeningTellsApartWhatSixteenBitsCannot) {
  if (!ScreenedPatches::possible()) GTEST_SKIP() << "this processor has no AVX2";
  constexpr std::size_t kChannels = 64;
  const auto query = random_rows(8, kChannels, 7);
  std::mt19937 random(8);
  std::normal_distribution<float> noise(0, 1e-5F);  // a third of a step
  std::vector<float> reference;
  for (int i = 0; i < 100; ++i)
    for (std::size_t c = 0; c < kChannels; ++c) reference.push_back(query[c] + noise(random));
  EXPECT_EQ(nearest(query, reference, kChannels, Products::screened),
            nearest(query, reference, kChannels, Products::floats));
}

TEST(NearestPatches, ScreeningLeavesVectorsThatAreTooLongToFloats) {
  if (!ScreenedPatches::possible()) GTEST_SKIP() << "this processor has no AVX2";
  const auto unit = random_rows(20, 8, 9);
  auto longer = random_rows(20, 8, 10);
  for (float& value : longer) value *= 3;
  EXPECT_TRUE(ScreenedPatches::of(unit, 8).has_value());
  EXPECT_FALSE(ScreenedPatches::of(longer, 8).has_value());
  EXPECT_EQ(nearest(longer, unit, 8, Products::screened),
            nearest(longer, unit, 8, Products::floats));
  EXPECT_EQ(nearest(unit, longer, 8, Products::screened),
            nearest(unit, longer, 8, Products::floats));
}

TEST(NearestPatches, OfAPictureInItselfAreAtNoDistance) {
  const auto rows = random_rows(20, 12, 3);
  // 4e-4 is the root of the last digit of a cosine near 1.
  for (const float distance : nearest(rows, rows, 12)) EXPECT_LT(distance, 8e-4F);
}

TEST(NearestPatches, DistanceOfTwoPatchesIsTheSameFromEitherSide) {
  const auto a = random_rows(1, 112, 4);
  const auto b = random_rows(1, 112, 5);
  EXPECT_EQ(nearest(a, b, 112), nearest(b, a, 112));
}

TEST(NearestPatches, AZeroVectorIsAtDistanceOneFromEveryOtherAndAtNoneFromAnother) {
  const std::vector<float> zero(4);
  const std::vector<float> unit = {0, -1, 0, 0};
  EXPECT_EQ(nearest(zero, unit, 4), std::vector<float>{1});
  EXPECT_EQ(nearest(unit, zero, 4), std::vector<float>{1});
  EXPECT_EQ(nearest(zero, zero, 4), std::vector<float>{0});
}

TEST(NearestPatches, NeverGiveNaN) {
  const PanelLayout layout{3, 2};
  std::vector<float> panels(layout.floats(), std::numeric_limits<float>::quiet_NaN());
  const std::vector<float> query = {1, 0};
  std::vector<float> distance(1);
  QueryPatches(query, 2).nearest(panels, layout, distance);
  EXPECT_FALSE(std::isnan(distance[0]));
  std::ranges::fill(panels, std::numeric_limits<float>::infinity());
  QueryPatches(query, 2).nearest(panels, layout, distance);
  EXPECT_FALSE(std::isnan(distance[0]));
}

TEST(NearestPatches, ComeOutOfTheirPanelsAsTheyWentIn) {
  for (const std::size_t patches : {1, 16, 31, 32, 33}) {
    const PanelLayout layout{patches, 5};
    const auto rows = random_rows(patches, 5, 6);
    std::vector<float> panels(layout.floats());
    pack_panels(rows, layout, panels);
    EXPECT_EQ(unpack_panels(panels, layout), rows);
  }
}

TEST(NearestPatches, RefuseSpansOfOtherLengths) {
  const PanelLayout layout{2, 3};
  std::vector<float> panels(layout.floats());
  EXPECT_THROW(pack_panels(std::vector<float>(5), layout, panels), std::logic_error);
  const QueryPatches query(std::vector<float>(4), 4);
  std::vector<float> out(1);
  EXPECT_THROW(query.nearest(panels, layout, out), std::logic_error);
}

}  // namespace
}  // namespace saa
