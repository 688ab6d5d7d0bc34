#include "pipeline/inspected_object.h"

#include "unit/pipeline/fake_engine.h"

#include <gtest/gtest.h>

namespace saa {
namespace {

constexpr int kSide = 20;

struct Outcome {
  InspectedObject object;
  std::vector<std::string> notices;
};

Outcome look(Scene scene, const Choices& choices, const Profile& profile) {
  const Image image = grey_image(kSide, kSide);
  scene.expected_order = choices.network_channels;
  const EngineParts engine = make_fake_engine(std::move(scene));
  const auto generator = engine.generator->begin(image, 1);
  const auto refiner = engine.refiner->begin(image, choices.network_channels);
  Outcome outcome;
  outcome.object = find_object(image, *generator, *refiner, profile, choices, outcome.notices);
  return outcome;
}

Profile candles(int count) {
  Profile profile;
  profile.object = "candle";
  profile.reference_object = "candle,";
  profile.object_count = count;
  return profile;
}

const Choices kPaper = choices_for(Preset::paper);
const Choices kReference = choices_for(Preset::reference);

const Proposal kSmall = {.box = {0, 0, 4, 4}, .score = 0.4F};
const Proposal kMiddle = {.box = {2, 2, 10, 10}, .score = 0.6F};
const Proposal kLarge = {.box = {0, 0, 20, 15}, .score = 0.3F};
const Proposal kFaint = {.box = {0, 0, 20, 20}, .score = 0.1F};

TEST(InspectedObject, PaperTakesTheBestScoredAsManyAsCounted) {
  const Scene scene{.objects = {{"candle", {kSmall, kMiddle, kLarge, kFaint}}}};
  EXPECT_EQ(look(scene, kPaper, candles(1)).object.area, 64);
  const InspectedObject two = look(scene, kPaper, candles(2)).object;
  EXPECT_EQ(two.masks.size(), 2U);
  EXPECT_EQ(two.area, 64);
  EXPECT_EQ(look(scene, kPaper, candles(9)).object.masks.size(), 3U);
}

TEST(InspectedObject, PaperMeasuresMasks) {
  const Scene scene{.objects = {{"candle", {kMiddle}}},
                    .masks = {{kMiddle.box, {3, 3, Mask(2, 2, 1)}}}};
  EXPECT_EQ(look(scene, kPaper, candles(1)).object.area, 4);
}

TEST(InspectedObject, ReferenceTakesAllBoxesBelowTheShareOfOne) {
  const Scene scene{.objects = {{"candle,", {kSmall, kMiddle, kLarge, kFaint}}},
                    .masks = {{kLarge.box, {3, 3, Mask(2, 2, 1)}}}};
  const InspectedObject one = look(scene, kReference, candles(1)).object;
  EXPECT_EQ(one.area, 300);
  EXPECT_EQ(one.masks.size(), 3U);
  // 1/4 of the picture is 100 pixels.
  EXPECT_EQ(look(scene, kReference, candles(4)).object.area, 64);
}

TEST(InspectedObject, ABoxOfTheWholePictureIsTooLargeForReferenceOnly) {
  const Proposal whole = {.box = {0, 0, 20, 20}, .score = 0.9F};
  EXPECT_EQ(look({.objects = {{"candle", {whole}}}}, kPaper, candles(1)).object.masks.size(), 1U);
  EXPECT_TRUE(
      look({.objects = {{"candle,", {whole}}}}, kReference, candles(1)).object.mask.empty());
}

TEST(InspectedObject, UnitesTheMasks) {
  const Scene scene{.objects = {{"candle", {kSmall, kMiddle}}}};
  const RegionMask united = look(scene, kPaper, candles(2)).object.mask;
  EXPECT_EQ(united.x, 0);
  EXPECT_EQ(united.window.width, 10);
  EXPECT_EQ(united.window.at(0, 0), 1);
  EXPECT_EQ(united.window.at(9, 9), 1);
  EXPECT_EQ(united.window.at(9, 0), 0);
}

TEST(InspectedObject, WithoutOneTheWholePictureCounts) {
  for (const Choices& choices : {kPaper, kReference}) {
    const Outcome outcome = look({}, choices, candles(1));
    EXPECT_EQ(outcome.object.area, kSide * kSide);
    EXPECT_TRUE(outcome.object.mask.empty());
    ASSERT_EQ(outcome.notices.size(), 1U);
    EXPECT_NE(outcome.notices[0].find("'candle"), std::string::npos);
  }
}

TEST(InspectedObject, AnObjectWithoutAPixelIsNoneForPaper) {
  const Scene scene{.objects = {{"candle", {kMiddle}}}, .masks = {{kMiddle.box, {}}}};
  const Outcome outcome = look(scene, kPaper, candles(1));
  EXPECT_EQ(outcome.object.area, kSide * kSide);
  EXPECT_TRUE(outcome.object.masks.empty());
}

}  // namespace
}  // namespace saa
