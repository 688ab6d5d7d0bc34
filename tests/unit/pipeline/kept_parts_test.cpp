#include "pipeline/kept_parts.h"

#include "pipeline/cascade.h"
#include "pipeline/deferred_engine.h"
#include "pipeline/image_key.h"
#include "unit/pipeline/fake_engine.h"
#include "unit/pipeline/naive_saliency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <saa/error.h>

namespace saa {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t kPlenty = 1U << 24U;
constexpr const char* kNetworks = "fake 1";

Scene scene() {
  const Proposal hole{.box = {6, 6, 10, 10}, .score = 0.5F, .phrase = "hole"};
  Proposal twin{.box = {12, 6, 20, 14}, .score = 0.4F, .phrase = "höle"};
  twin.fate = {.rule = Rule::duplicate, .value = 0.9, .limit = 0.8};
  Proposal seeded{.box = {22, 8, 25, 20}, .score = 0.6F, .phrase = ""};
  seeded.seed = {22, 8, Mask(3, 12, 1)};
  seeded.seed.window.at(1, 5) = 0;
  return {.boxes = {{"hole", {hole, twin, seeded}}},
          .objects = {{"plate", {{.box = {5, 5, 35, 25}, .score = 0.8F, .phrase = "plate"}}}},
          .features = {{256, random_pyramid(16, 16, 1)}}};
}

Profile profile() {
  Profile profile;
  profile.object = "plate";
  profile.general.clear();
  profile.prompts = {{"hole", ""}};
  return profile;
}

MethodFacts facts_of_fake() {
  MethodFacts facts = make_fake_engine(scene()).facts;
  facts.reads_text = true;
  return facts;
}

/// A method that answers from its memory, and must not be asked anything else.
Cascade from_memory_only() {
  return {remember(deferred_engine(
                       facts_of_fake(),
                       []() -> EngineParts { throw std::logic_error("a network was asked"); }),
                   kPlenty),
          1};
}

std::vector<std::byte> kept_after_one_call(const Image& image) {
  const Cascade cascade(remember(make_fake_engine(scene()), kPlenty), 1);
  (void)cascade.predict(image, profile(), {});
  return save_parts(*cascade.memory(), image, kNetworks);
}

void expect_equal(const Result& a, const Result& b) {
  EXPECT_EQ(a.anomaly_map.values, b.anomaly_map.values);
  EXPECT_EQ(a.saliency_map.values, b.saliency_map.values);
  ASSERT_EQ(a.regions.size(), b.regions.size());
  for (std::size_t i = 0; i < a.regions.size(); ++i) {
    EXPECT_EQ(a.regions[i].phrase, b.regions[i].phrase);
    EXPECT_EQ(a.regions[i].fate.rule, b.regions[i].fate.rule);
    EXPECT_EQ(a.regions[i].mask.window.values, b.regions[i].mask.window.values);
  }
}

TEST(KeptParts, AnswerUnderOtherLimitsWithoutANetwork) {
  const Image image = grey_image(40, 30);
  const Cascade fresh(make_fake_engine(scene()), 1);
  const Cascade again = from_memory_only();
  ASSERT_TRUE(load_parts(kept_after_one_call(image), kNetworks, *again.memory()));
  Profile fewer = profile();
  fewer.top_k = 1;
  fewer.max_area = 0.05;
  PredictOptions without_property;
  without_property.prompts.property = false;
  for (const Profile& asked : {profile(), fewer}) {
    expect_equal(again.predict(image, asked, {}), fresh.predict(image, asked, {}));
    expect_equal(again.predict(image, asked, without_property),
                 fresh.predict(image, asked, without_property));
  }
}

TEST(KeptParts, OfAnotherImageAreLeftOut) {
  const Image image = grey_image(40, 30);
  Image other = image;
  other.rgb[7] = 0;
  const Cascade cascade(remember(make_fake_engine(scene()), kPlenty), 1);
  (void)cascade.predict(image, profile(), {});
  const std::size_t of_one = count_parts(*cascade.memory(), image);
  EXPECT_GT(of_one, 3U);
  (void)cascade.predict(other, profile(), {});
  EXPECT_EQ(count_parts(*cascade.memory(), image), of_one);
  EXPECT_EQ(save_parts(*cascade.memory(), image, kNetworks), kept_after_one_call(image));
}

TEST(KeptParts, OfOtherNetworksOrDamagedAreNothing) {
  const Image image = grey_image(40, 30);
  const std::vector<std::byte> kept = kept_after_one_call(image);
  LruCache memory(kPlenty);
  EXPECT_FALSE(load_parts(kept, "fake 2", memory));
  for (std::size_t size = 0; size < kept.size(); ++size)
    EXPECT_FALSE(load_parts(std::span(kept).first(size), kNetworks, memory)) << size;
  auto flipped = kept;
  flipped[flipped.size() - 20] ^= std::byte{1};
  EXPECT_FALSE(load_parts(flipped, kNetworks, memory));
  EXPECT_TRUE(memory.keys().empty());
  EXPECT_TRUE(load_parts(kept, kNetworks, memory));
}

TEST(KeptParts, KeepBaselineMaps) {
  const Image image = grey_image(40, 30);
  const Cascade cascade(remember(make_fake_engine(scene()), kPlenty), 1);
  (void)cascade.predict(image, profile(), {});
  LruCache& memory = *cascade.memory();
  const std::string key = "map utad " + image_key(image) + " object";
  FloatMap map(3, 2, 0.5F);
  map.at(2, 1) = -1;
  memory.keep(key, map, 24);
  LruCache back(kPlenty);
  ASSERT_TRUE(load_parts(save_parts(memory, image, kNetworks), kNetworks, back));
  ASSERT_TRUE(back.find<FloatMap>(key));
  EXPECT_EQ(back.find<FloatMap>(key)->values, map.values);
}

TEST(DeferredEngine, IsLoadedOnceAndOnlyForWhatIsNotOnRecord) {
  int loads = 0;
  const Cascade cascade(remember(deferred_engine(facts_of_fake(),
                                                 [&] {
                                                   ++loads;
                                                   return make_fake_engine(scene());
                                                 }),
                                 kPlenty),
                        1);
  EXPECT_EQ(cascade.facts().engine, "fake");
  const Image image = grey_image(40, 30);
  ASSERT_TRUE(load_parts(kept_after_one_call(image), kNetworks, *cascade.memory()));
  (void)cascade.predict(image, profile(), {});
  EXPECT_EQ(loads, 0);
  const Image unknown = grey_image(41, 30);
  expect_equal(cascade.predict(unknown, profile(), {}),
               Cascade(make_fake_engine(scene()), 1).predict(unknown, profile(), {}));
  EXPECT_EQ(loads, 1);
}

TEST(DeferredEngine, RefusesOtherWeightsThanOnRecord) {
  MethodFacts facts = facts_of_fake();
  facts.weights = {{.network = "SAM ViT-H", .file = "a", .sha256 = "0123456789"}};
  const Cascade cascade(deferred_engine(facts, [] { return make_fake_engine(scene()); }), 1);
  try {
    (void)cascade.predict(grey_image(40, 30), profile(), {});
    FAIL() << "no error";
  } catch (const WeightsError& error) {
    EXPECT_THAT(error.what(), HasSubstr("SAM ViT-H 01234567"));
  }
}

}  // namespace
}  // namespace saa
