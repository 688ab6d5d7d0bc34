#include "checkpoint/load.h"
#include "nn/network.h"
#include "pipeline/neighbours/cnn_patches.h"
#include "pipeline/neighbours/image_rescore.h"
#include "pipeline/neighbours/mutual_score.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace saa {
namespace {

constexpr std::size_t kPictures = 12;
constexpr std::size_t kImageChannels = 7;
constexpr int kRows = 4;
constexpr int kColumns = 5;
constexpr std::size_t kStaged = 4;

/// A network that has seen one picture and says of every picture what it saw in that.
class KnownStages final : public nn::Network {
 public:
  explicit KnownStages(std::vector<Tensor> stages) : stages_(std::move(stages)) {}
  [[nodiscard]] const std::vector<std::string>& inputs() const override { return names_; }
  [[nodiscard]] const std::vector<std::string>& outputs() const override { return names_; }
  [[nodiscard]] std::vector<Tensor> run(std::span<const Tensor> /*inputs*/) const override {
    return stages_;
  }

 private:
  std::vector<Tensor> stages_;
  std::vector<std::string> names_;
};

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

  PatchFeatures staged(std::size_t index) const {
    std::vector<Tensor> stages;
    for (const char* name : {"stage0", "stage1"}) {
      nn::Dims shape = fixture_.find(name)->shape;
      const auto all = floats(name);
      const std::size_t length = all.size() / kStaged;
      shape[0] = 1;
      stages.push_back(nn::view(all.subspan(index * length, length), std::move(shape)));
    }
    const CnnPatches patches(std::make_shared<KnownStages>(std::move(stages)),
                             {.side = 64, .stages = {1, 2}, .neighbourhoods = {1, 3, 5}});
    return patches.features(Image{1, 1, {0, 0, 0}});
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

TEST_F(NeighbourParity, ASingleReferenceGivesItsDistances) {
  const GrowingReferences known = references();
  for (std::size_t i = 1; i < kPictures; ++i) {
    const std::vector<std::size_t> first = {0};
    const std::vector<std::size_t> itself = {i};
    const FloatMap map =
        mutual_score(query_of(picture(i)), known.patches(), first, /*share=*/0.3, 1);
    const auto expected =
        doubles("single_maps").subspan((i - 1) * map.values.size(), map.values.size());
    for (std::size_t p = 0; p < map.values.size(); ++p)
      EXPECT_NEAR(map.values[p], expected[p], 2e-6) << "picture " << i << " place " << p;
    const FloatMap back = mutual_score(query_of(picture(0)), known.patches(), itself, 0.3, 1);
    const auto vector = [&](std::size_t of) {
      return floats("images").subspan(of * kImageChannels, kImageChannels);
    };
    const std::vector<ScoredReference> other = {{vector(0), std::ranges::max(back.values)}};
    EXPECT_NEAR(rescore(std::ranges::max(map.values), vector(i), other),
                doubles("single_scores")[i - 1], 2e-6)
        << "picture " << i;
  }
}

TEST_F(NeighbourParity, StagesAreComparedOverEachSizeOfNeighbourhoodOnTheirOwnGrids) {
  std::vector<PatchFeatures> pictures;
  for (std::size_t i = 0; i < kStaged; ++i) pictures.push_back(staged(i));
  ASSERT_EQ(pictures[0].sets.size(), 6U);
  GrowingReferences known(pictures[0], kStaged);
  for (const PatchFeatures& one : pictures) known.add(one);
  for (std::size_t i = 0; i < kStaged; ++i) {
    std::vector<std::size_t> others;
    for (std::size_t j = 0; j < kStaged; ++j)
      if (j != i) others.push_back(j);
    const FloatMap map = mutual_score(query_of(pictures[i]), known.patches(), others, 0.3, 2);
    const auto expected = doubles("staged_maps").subspan(i * map.values.size(), map.values.size());
    // As above; and the weights of the bilinear resize are f32, too.
    for (std::size_t p = 0; p < map.values.size(); ++p)
      EXPECT_NEAR(map.values[p], expected[p], 2e-6) << "picture " << i << " place " << p;
  }
}

}  // namespace
}  // namespace saa
