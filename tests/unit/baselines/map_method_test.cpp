#include "baselines/map_method.h"

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <saa/error.h>
#include <utility>

namespace saa::baselines {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Answers what a test wrote down, and counts how often it was asked.
class WrittenMap final : public AnomalyMapper {
 public:
  WrittenMap(FloatMap map, std::atomic<int>& asked) : map_(std::move(map)), asked_(asked) {}

  std::vector<std::string> texts(const Profile& profile) const override {
    return {profile.class_name};
  }
  FloatMap map(const Image& /*image*/, std::span<const std::string> /*texts*/,
               StageClock& clock) const override {
    clock.enter("network");
    ++asked_;
    return map_;
  }

 private:
  FloatMap map_;
  std::atomic<int>& asked_;
};

Image picture(int width, int height, std::uint8_t grey = 0) {
  Image image{width, height, {}};
  image.rgb.assign(3 * image.pixels(), grey);
  return image;
}

/// Says which prompts it was given.
class ReadPrompts final : public AnomalyMapper {
 public:
  std::vector<std::string> texts(const Profile& profile) const override {
    std::vector<std::string> texts;
    for (const Prompt& prompt : profile.language_prompts()) texts.push_back(prompt.text);
    return texts;
  }
  FloatMap map(const Image& image, std::span<const std::string> /*texts*/,
               StageClock& /*clock*/) const override {
    return {image.width, image.height};
  }
};

/// Two spots that touch at a corner and one further off, on 0.
FloatMap spots() {
  FloatMap map(6, 4);
  map.at(1, 1) = 0.5F;
  map.at(2, 2) = 0.7F;
  map.at(5, 0) = 0.9F;
  map.at(0, 3) = 0.2F;
  return map;
}

class MapMethodTest : public ::testing::Test {
 protected:
  [[nodiscard]] MapMethod method(FloatMap map, std::size_t memory = 0) {
    return MapMethod({.method = Method::utad,
                      .variant = "thin",
                      .engine = "utad",
                      .notice = "no text",
                      .notices = {"a fall-back"},
                      .threshold = 0.4},
                     std::make_unique<WrittenMap>(std::move(map), asked), memory);
  }

  std::atomic<int> asked = 0;
};

TEST_F(MapMethodTest, DecidesAndListsThePartsOfTheMaskByTheirMaximum) {
  const Result result = method(spots()).predict(picture(6, 4), {}, {});
  EXPECT_EQ(result.method, "utad");
  EXPECT_EQ(result.method_variant, "thin");
  EXPECT_EQ(result.engine, "utad");
  EXPECT_EQ(result.engine_notice, "no text");
  EXPECT_EQ(result.preset, "");
  EXPECT_THAT(result.notices, ElementsAre("a fall-back"));
  EXPECT_EQ(result.threshold, 0.4);
  EXPECT_FLOAT_EQ(float(result.pred_score), 0.9F);
  EXPECT_TRUE(result.pred_label);
  EXPECT_EQ(result.anomaly_map.values, spots().values);

  ASSERT_EQ(result.regions.size(), 2U);
  const Region& first = result.regions[0];
  EXPECT_EQ(first.rank, 1);
  EXPECT_EQ(first.box, (Box{5, 0, 6, 1}));
  EXPECT_TRUE(first.fate.kept());
  const Region& second = result.regions[1];
  EXPECT_EQ(second.rank, 2);
  EXPECT_EQ(second.area, 2);
  EXPECT_EQ(second.box, (Box{1, 1, 3, 3}));
  EXPECT_THAT(second.mask.window.values, ElementsAre(1, 0, 0, 1));
  EXPECT_FLOAT_EQ(float(second.scores.rescored), 0.7F);
  EXPECT_FLOAT_EQ(float(second.scores.generator), 0.6F);
}

TEST_F(MapMethodTest, BringsTheMapToTheImagesSize) {
  FloatMap map(2, 1);
  map.at(1, 0) = 1;
  const Result result = method(map).predict(picture(4, 3), {}, {});
  for (int y = 0; y < 3; ++y) {
    EXPECT_FLOAT_EQ(result.anomaly_map.at(1, y), 0.25F);
    EXPECT_FLOAT_EQ(result.anomaly_map.at(2, y), 0.75F);
  }
}

TEST_F(MapMethodTest, TakesTheThresholdOfTheCallBeforeTheProfilesBeforeItsOwn) {
  Profile profile;
  profile.threshold = 0.6;
  EXPECT_EQ(method(spots()).predict(picture(6, 4), profile, {}).threshold, 0.6);
  PredictOptions options;
  options.threshold = 0.8;
  const Result result = method(spots()).predict(picture(6, 4), profile, options);
  EXPECT_EQ(result.threshold, 0.8);
  EXPECT_EQ(result.regions.size(), 1U);
}

TEST_F(MapMethodTest, NothingIsAnomalousWhereTheMapIsZero) {
  PredictOptions options;
  options.threshold = 0;
  const Result result = method(FloatMap(3, 3)).predict(picture(1, 1), {}, options);
  EXPECT_FALSE(result.pred_label);
  EXPECT_THAT(result.regions, IsEmpty());
}

TEST_F(MapMethodTest, RemembersMapsByImageAndTexts) {
  const MapMethod remembering = method(spots(), 1U << 20U);
  Profile bolt;
  bolt.class_name = "bolt";
  const auto asks = [&](const Image& image, const Profile& profile) {
    const int before = asked;
    PredictOptions options;
    options.threshold = 0.1 * before;
    const Result result = remembering.predict(image, profile, options);
    EXPECT_EQ(result.anomaly_map.width, image.width);
    return asked - before;
  };
  EXPECT_EQ(asks(picture(6, 4), {}), 1);
  EXPECT_EQ(asks(picture(6, 4), {}), 0);
  EXPECT_EQ(asks(picture(6, 4), bolt), 1);
  EXPECT_EQ(asks(picture(6, 4, 7), {}), 1);
  EXPECT_EQ(asks(picture(6, 5), {}), 1);
  ASSERT_NE(remembering.memory(), nullptr);
  EXPECT_EQ(remembering.memory()->bytes(), 4 * 24 * sizeof(float));
  EXPECT_EQ(method(spots()).memory(), nullptr);
}

TEST_F(MapMethodTest, RefusesWhatTheCascadeRefuses) {
  const MapMethod any = method(spots());
  EXPECT_THROW((void)any.predict(Image{}, {}, {}), InputError);
  EXPECT_THROW((void)any.predict(Image{2, 2, {1, 2, 3}}, {}, {}), InputError);
  PredictOptions options;
  options.threshold = -1;
  EXPECT_THROW((void)any.predict(picture(2, 2), {}, options), InputError);
  Profile profile;
  profile.top_k = 0;
  EXPECT_THROW((void)any.predict(picture(2, 2), profile, {}), InputError);
  EXPECT_EQ(asked, 0);
}

TEST_F(MapMethodTest, RefusesMapsThatAreNoNumbers) {
  FloatMap map = spots();
  map.at(0, 0) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW((void)method(map).predict(picture(2, 2), {}, {}), WeightsError);
}

TEST_F(MapMethodTest, StopsWhenAsked) {
  const std::atomic<bool> stop = true;
  PredictOptions options;
  options.cancel = &stop;
  EXPECT_THROW((void)method(spots()).predict(picture(2, 2), {}, options), CancelledError);
  EXPECT_EQ(asked, 0);
}

TEST_F(MapMethodTest, TimesItsStagesInOrder) {
  const Result result = method(spots()).predict(picture(2, 2), {}, {});
  ASSERT_EQ(result.timings.size(), 2U);
  EXPECT_EQ(result.timings[0].stage, "network");
  EXPECT_EQ(result.timings[1].stage, "regions");
}

TEST(MapMethodPrompts, AreWithoutThoseThatTheCallSwitchesOff) {
  const MapMethod method({.engine = "clipseg", .notice = "", .notices = {}},
                         std::make_unique<ReadPrompts>(), 0);
  Profile profile;
  profile.general = {"defect on {}"};
  profile.prompts = {{.text = "crack", .filtered_phrase = ""}};
  const auto prompts = [&](bool class_agnostic, bool class_specific) {
    PredictOptions options;
    options.prompts.class_agnostic = class_agnostic;
    options.prompts.class_specific = class_specific;
    return method.predict(picture(2, 2), profile, options).prompts;
  };
  EXPECT_THAT(prompts(true, true), ElementsAre("defect on object", "crack"));
  EXPECT_THAT(prompts(false, true), ElementsAre("crack"));
  EXPECT_THAT(prompts(true, false), ElementsAre("defect on object"));
  EXPECT_THAT(prompts(false, false), ElementsAre("anomaly"));
}

}  // namespace
}  // namespace saa::baselines
