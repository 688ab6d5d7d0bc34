#include "baselines/winclip/winclip_mapper.h"
#include "parity/baselines/fixture.h"
#include "parity/models/parity.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <gtest/gtest.h>
#include <memory>
#include <thread>

namespace saa::baselines {
namespace {

const std::filesystem::path kMerges =
    std::filesystem::path(SAA_MODELS_DIR) / "bpe_simple_vocab_16e6.txt.gz";

/// All 49,408 rows, of which the fixture has those that the prompts use; the others are 0.
Tensor token_embeddings(const StateDict& fixture) {
  constexpr std::int64_t kTokens = 49408;
  const Tensor& kept = *fixture.find("token_embeddings");
  const Tensor& places = *fixture.find("token_rows");
  const auto row = std::size_t(kept.shape.at(1)) * dtype_size(kept.dtype);
  const auto table = std::make_shared<std::vector<std::byte>>(std::size_t(kTokens) * row);
  for (std::size_t i = 0; i < std::size_t(kept.shape.at(0)); ++i) {
    std::int64_t place = 0;
    std::memcpy(&place, &places.bytes[i * sizeof(place)], sizeof(place));
    std::ranges::copy(kept.bytes.subspan(i * row, row),
                      table->begin() + std::ptrdiff_t(std::size_t(place) * row));
  }
  return {kept.dtype, {kTokens, kept.shape.at(1)}, *table, table};
}

/// The tiny CLIP of tests/parity/winclip.py.
StateDict tiny_clip(const StateDict& fixture) {
  TensorMap tensors;
  for (const auto& [key, tensor] : fixture.tensors())
    if (key.starts_with("weights.")) tensors.emplace(key.substr(8), tensor);
  tensors.emplace("token_embedding.weight", token_embeddings(fixture));
  return {"tiny.pt", std::move(tensors)};
}

const WinClipForm& form_called(std::string_view name) {
  return *std::ranges::find(winclip_forms(), name, &WinClipForm::name);
}

class WinClip : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kMerges)) GTEST_SKIP() << "there is no " << kMerges;
  }

  [[nodiscard]] WinClipMapper mapper(std::string_view form, int threads = 2) const {
    return WinClipMapper(tiny_clip(fixture_), text::ClipBpe(kMerges), form_called(form),
                         {.threads = threads});
  }

  [[nodiscard]] FloatMap map_of(const WinClipMapper& winclip) const {
    std::vector<StageTime> times;
    const PredictOptions options;
    StageClock clock(options, times);
    Profile profile;
    profile.class_name = "metal_nut";
    return winclip.map(picture_of(fixture_), winclip.texts(profile), clock);
  }

  StateDict fixture_ = load_baseline("winclip");
};

TEST_F(WinClip, AgreesWithItsTranscriptionToNumpyInEveryForm) {
  for (const WinClipForm& form : winclip_forms()) {
    const FloatMap map = map_of(mapper(form.name));
    EXPECT_EQ(map.width, form.map_side);
    // zqhang's differs from anomalib's in nothing that changes numbers.
    const std::string name(form.name == "zqhang" ? "anomalib" : form.name);
    // Probabilities of f32 features; a temperature of 0.01 multiplies their rounding by a hundred.
    EXPECT_LT(relative_error(thinned(map, 16), nn::floats(*fixture_.find("map." + name))), 1e-4)
        << form.name;
  }
}

TEST_F(WinClip, DependsNeitherOnThreadsNorOnWhatElseRuns) {
  const FloatMap expected = map_of(mapper("anomalib", 1));
  const WinClipMapper shared = mapper("anomalib", 3);
  std::array<FloatMap, 3> found;
  std::vector<std::thread> threads;
  for (FloatMap& map : found) threads.emplace_back([&] { map = map_of(shared); });
  for (std::thread& thread : threads) thread.join();
  for (const FloatMap& map : found) EXPECT_EQ(map.values, expected.values);
}

TEST_F(WinClip, NamesTheObjectWhereTheProfileNamesNoClass) {
  const WinClipMapper winclip = mapper("anomalib");
  Profile profile;
  EXPECT_EQ(winclip.texts(profile), std::vector<std::string>{"object"});
  profile.object = "bolt";
  EXPECT_EQ(winclip.texts(profile), std::vector<std::string>{"bolt"});
  profile.class_name = "m8_bolt";
  EXPECT_EQ(winclip.texts(profile), std::vector<std::string>{"m8_bolt"});
}

}  // namespace
}  // namespace saa::baselines
