#include "checkpoint/load.h"
#include "nn/network.h"
#include "pipeline/neighbours/image_rescore.h"
#include "pipeline/neighbours/mutual_score.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace saa {
namespace {

constexpr std::size_t kPictures = 12;
constexpr std::size_t kImageChannels = 7;
constexpr int kRows = 4;
constexpr int kColumns = 5;

// tests/parity/neighbours.py: the published method over a folder that is its own context.
class NeighbourParity : public testing::Test {
 protected:
  std::span<const float> floats(const std::string& name) const {
    return nn::floats(*fixture_.find(name));
  }
  std::span<const double> doubles(const std::string& name) const {
    const Tensor& tensor = *fixture_.find(name);
    return {reinterpret_cast<const double*>(tensor.bytes.data()),
            static_cast<std::size_t>(tensor.elements())};
  }
  PatchFeatures picture(std::size_t index) const {
    PatchFeatures features{.rows = kRows, .columns = kColumns, .sets = {}, .image = {}};
    for (const char* name : {"set0", "set1"}) {
      const auto all = floats(name);
      const std::size_t length = all.size() / kPictures;
      const auto own = all.subspan(index * length, length);
      features.sets.push_back({.channels = length / (kRows * kColumns),
                               .values = {own.begin(), own.end()},
                               .rows = kRows,
                               .columns = kColumns});
    }
    return features;
  }
  GrowingReferences references() const {
    GrowingReferences references(picture(0), kPictures);
    for (std::size_t i = 0; i < kPictures; ++i) references.add(picture(i));
    return references;
  }
  static std::vector<std::size_t> others_than(std::size_t index) {
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < kPictures; ++i)
      if (i != index) others.push_back(i);
    return others;
  }
  FloatMap map_of(const GrowingReferences& references, std::size_t index) const {
    return mutual_score(query_of(picture(index)), references.patches(), others_than(index), 0.3, 2);
  }

  StateDict fixture_ = load_checkpoint(std::filesystem::path(SAA_SOURCE_DIR) /
                                       "tests/parity/pipeline/fixtures/neighbours.safetensors");
};

TEST_F(NeighbourParity, MapsAreThoseOfMutualScoring) {
  const GrowingReferences known = references();
  for (std::size_t i = 0; i < kPictures; ++i) {
    const FloatMap map = map_of(known, i);
    const auto expected = doubles("maps").subspan(i * map.values.size(), map.values.size());
    // Distances of 0.1 and more; the f32 cosine that they come from has a last digit of 1e-7.
    for (std::size_t p = 0; p < map.values.size(); ++p)
      EXPECT_NEAR(map.values[p], expected[p], 2e-6) << "picture " << i << " place " << p;
  }
}

TEST_F(NeighbourParity, ScoresOfPicturesAreThoseOfReScoring) {
  const GrowingReferences known = references();
  const auto vector = [&](std::size_t i) {
    return floats("images").subspan(i * kImageChannels, kImageChannels);
  };
  std::vector<double> own;
  for (std::size_t i = 0; i < kPictures; ++i)
    own.push_back(std::ranges::max(map_of(known, i).values));
  for (std::size_t i = 0; i < kPictures; ++i) {
    std::vector<ScoredReference> others;
    for (const std::size_t j : others_than(i)) others.push_back({vector(j), own[j]});
    EXPECT_NEAR(rescore(own[i], vector(i), others), doubles("scores")[i], 2e-6) << "picture " << i;
  }
}

}  // namespace
}  // namespace saa
