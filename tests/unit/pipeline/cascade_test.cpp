#include "pipeline/cascade.h"

#include "unit/pipeline/fake_engine.h"
#include "unit/pipeline/naive_saliency.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <saa/error.h>
#include <thread>

namespace saa {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kWidth = 40;
constexpr int kHeight = 30;

Proposal found(float x0, float y0, float x1, float y1, float score, std::string phrase = "hole") {
  return {.box = {x0, y0, x1, y1}, .score = score, .phrase = std::move(phrase)};
}

Profile one_prompt() {
  Profile profile;
  profile.name = "parts/plate";
  profile.object = "plate";
  profile.general.clear();
  profile.prompts = {{"hole", "plate"}};
  profile.top_k = 2;
  profile.max_area = 0.5;
  return profile;
}

/// A plate of 30 x 20 with four candidates on it and one beside it.
Scene plate() {
  return {
      .boxes = {{"hole",
                 {found(6, 6, 10, 10, 0.5F), found(12, 6, 16, 12, 0.4F),
                  found(20, 10, 22, 12, 0.3F), found(6, 6, 34, 24, 0.9F), found(36, 0, 39, 4, 0.8F),
                  found(8, 8, 12, 12, 0.05F), found(6, 6, 8, 8, 0.7F, "plate")}}},
      .objects = {{"plate", {found(5, 5, 35, 25, 0.8F)}}},
      .features = {{256, random_pyramid(16, 16, 1)}}};
}

Result predict(const Scene& scene, const Profile& profile = one_prompt(),
               const PredictOptions& options = {}, int threads = 1) {
  return Cascade(make_fake_engine(scene), threads)
      .predict(grey_image(kWidth, kHeight), profile, options);
}

Scene for_reference(Scene scene) {
  scene.expected_order = ChannelOrder::bgr;
  return scene;
}

std::vector<std::string> stage_names(const Result& result) {
  std::vector<std::string> names;
  for (const StageTime& time : result.timings) names.push_back(time.stage);
  return names;
}

std::vector<Rule> fates(const Result& result) {
  std::vector<Rule> rules;
  for (const Region& region : result.regions) rules.push_back(region.fate.rule);
  return rules;
}

TEST(Cascade, ExplainsEveryCandidate) {
  Profile profile = one_prompt();
  profile.min_overlap = 0.5;
  const Result result = predict(plate(), profile);
  EXPECT_THAT(fates(result), ElementsAre(Rule::kept, Rule::kept, Rule::top_k, Rule::area,
                                         Rule::overlap, Rule::filtered_phrase, Rule::box_score));
  EXPECT_EQ(result.boxes_below_threshold, 1);
  EXPECT_EQ(result.regions[3].fate.value, 28 * 18);
  EXPECT_EQ(result.regions[3].fate.limit, 0.5 * 600);
  EXPECT_EQ(result.regions[4].object_share, 0);
  EXPECT_EQ(result.object_area, 600);
  EXPECT_EQ(result.object_mask.x, 5);
}

TEST(Cascade, SaysWhereTheResultComesFrom) {
  const Result result = predict(plate());
  EXPECT_EQ(result.width, kWidth);
  EXPECT_EQ(result.height, kHeight);
  EXPECT_EQ(result.engine, "fake");
  EXPECT_EQ(result.engine_notice, "answers what the test wrote down");
  EXPECT_EQ(result.preset, "paper");
  EXPECT_EQ(result.profile, "parts/plate");
  EXPECT_THAT(result.prompts, ElementsAre("hole"));
  EXPECT_THAT(result.notices, IsEmpty());
  EXPECT_THAT(stage_names(result), ElementsAre("object", "generator", "refiner", "property",
                                               "saliency", "confidence", "fusion"));
}

TEST(Cascade, TheMapHoldsTheRescoredScores) {
  const Result result = predict(plate());
  const Region& best = result.regions[0];
  EXPECT_EQ(best.rank, 1);
  EXPECT_DOUBLE_EQ(best.scores.rescored, best.scores.generator * *best.scores.saliency_factor);
  EXPECT_NEAR(*best.scores.saliency_factor, std::exp(*best.scores.saliency), 1e-12);
  EXPECT_FLOAT_EQ(result.anomaly_map.at(int(best.box.x0), int(best.box.y0)),
                  static_cast<float>(best.scores.rescored));
  EXPECT_FLOAT_EQ(static_cast<float>(result.pred_score), static_cast<float>(best.scores.rescored));
  EXPECT_EQ(result.saliency_map.width, kWidth);
}

TEST(Cascade, ReferenceMeasuresBoxesBeforeRefinement) {
  PredictOptions options;
  options.preset = Preset::reference;
  const Result result = predict(for_reference(plate()), one_prompt(), options);
  EXPECT_THAT(fates(result), ElementsAre(Rule::kept, Rule::kept, Rule::top_k, Rule::top_k,
                                         Rule::box_area, Rule::filtered_phrase, Rule::box_score));
  EXPECT_TRUE(result.regions[4].mask.empty());
  // A lone region's score is halved.
  EXPECT_FLOAT_EQ(static_cast<float>(result.pred_score),
                  static_cast<float>(result.regions[0].scores.rescored / 2));
}

TEST(Cascade, SaaUsesTheNaivePromptAndNothingElse) {
  Scene scene = plate();
  scene.boxes = {{"anomaly", scene.boxes["hole"]}};
  PredictOptions options;
  options.preset = Preset::saa;
  const Result result = predict(scene, one_prompt(), options);
  EXPECT_THAT(result.prompts, ElementsAre("anomaly"));
  EXPECT_THAT(fates(result), ElementsAre(Rule::kept, Rule::kept, Rule::kept, Rule::kept, Rule::kept,
                                         Rule::kept, Rule::box_score));
  EXPECT_TRUE(result.saliency_map.empty());
  EXPECT_TRUE(result.object_mask.empty());
  EXPECT_EQ(result.object_area, 0);
  EXPECT_EQ(result.regions[0].scores.rescored, result.regions[0].scores.generator);
  EXPECT_THAT(stage_names(result),
              ElementsAre("generator", "refiner", "property", "confidence", "fusion"));
}

TEST(Cascade, EachPromptCanBeLeftOutAlone) {
  PredictOptions options;
  options.prompts = {.property = false};
  const Result unproven = predict(plate(), one_prompt(), options);
  EXPECT_EQ(unproven.regions[0].scores.generator, double{0.9F});
  EXPECT_TRUE(unproven.object_mask.empty());

  options.prompts = {.saliency = false};
  const Result unseen = predict(plate(), one_prompt(), options);
  EXPECT_TRUE(unseen.saliency_map.empty());
  EXPECT_FALSE(unseen.regions[0].scores.saliency.has_value());

  options.prompts = {.confidence = false};
  EXPECT_EQ(std::ranges::count(fates(predict(plate(), one_prompt(), options)), Rule::top_k), 0);

  options.prompts = {.class_specific = false};
  EXPECT_THAT(predict(plate(), one_prompt(), options).prompts, ElementsAre("anomaly"));
}

TEST(Cascade, AGeneratorThatDoesNotReadGetsNoPrompt) {
  Scene scene = plate();
  scene.reads_text = false;
  scene.boxes = {{"", scene.boxes["hole"]}};
  const Result result = predict(scene);
  EXPECT_THAT(result.prompts, IsEmpty());
  EXPECT_EQ(result.regions[0].prompt, -1);
}

TEST(Cascade, FindsNothingInAnEmptyScene) {
  for (const Preset preset : {Preset::paper, Preset::reference, Preset::saa}) {
    PredictOptions options;
    options.preset = preset;
    options.threshold = 0;
    const Scene scene = preset == Preset::reference ? for_reference({}) : Scene{};
    const Result result = predict(scene, one_prompt(), options);
    EXPECT_EQ(result.pred_score, 0);
    EXPECT_FALSE(result.pred_label);
    EXPECT_THAT(result.pred_mask.values, Each(0));
    EXPECT_THAT(result.anomaly_map.values, Each(0.0F));
    EXPECT_THAT(result.notices, SizeIs(preset == Preset::saa ? 0 : 1));
  }
}

TEST(Cascade, ReferenceGoesOnWithOneEmptyRegion) {
  PredictOptions options;
  options.preset = Preset::reference;
  const Result result = predict(for_reference({}), one_prompt(), options);
  ASSERT_THAT(result.regions, SizeIs(1));
  EXPECT_EQ(result.regions[0].area, 0);
  EXPECT_EQ(result.regions[0].scores.rescored, 0);
  EXPECT_EQ(result.regions[0].scores.saliency_factor, 1.0);
  EXPECT_TRUE(result.regions[0].fate.kept());
}

TEST(Cascade, SeveralObjectsAreComparedWithEachOther) {
  Scene scene = for_reference(plate());
  scene.objects["plate"] = {found(0, 0, 15, 15, 0.8F), found(20, 0, 35, 15, 0.7F)};
  scene.features = {{1024, random_pyramid(32, 32, 4)}};
  Profile profile = one_prompt();
  profile.object_count = 2;
  PredictOptions options;
  options.preset = Preset::reference;
  options.prompts = {.property = false};  // the objects are still looked for
  const Result result = predict(scene, profile, options);
  EXPECT_THAT(result.notices, IsEmpty());
  EXPECT_EQ(result.object_area, 0);
  EXPECT_EQ(result.saliency_map.at(5, 28), 0);
  EXPECT_GT(result.saliency_map.at(5, 5), 0);
}

TEST(Cascade, ThresholdOfTheCallThenTheProfileThenTheEngine) {
  Profile profile = one_prompt();
  EXPECT_EQ(predict(plate(), profile).threshold, 0.5);
  profile.threshold = 0.6;
  EXPECT_EQ(predict(plate(), profile).threshold, 0.6);
  PredictOptions options;
  options.threshold = 0.7;
  EXPECT_EQ(predict(plate(), profile, options).threshold, 0.7);
}

TEST(Cascade, LabelAndMaskFollowTheThreshold) {
  PredictOptions options;
  options.prompts = {.saliency = false};
  options.threshold = 0.45;
  const Result result = predict(plate(), one_prompt(), options);
  EXPECT_TRUE(result.pred_label);
  EXPECT_EQ(result.pred_mask.at(7, 7), 1);
  options.threshold = 100;
  const Result normal = predict(plate(), one_prompt(), options);
  EXPECT_FALSE(normal.pred_label);
  EXPECT_EQ(normal.pred_score, result.pred_score);
  EXPECT_THAT(normal.pred_mask.values, Each(0));
}

void expect_same(const Result& a, const Result& b) {
  EXPECT_EQ(a.pred_score, b.pred_score);
  EXPECT_EQ(a.anomaly_map.values, b.anomaly_map.values);
  EXPECT_EQ(a.saliency_map.values, b.saliency_map.values);
  EXPECT_EQ(a.pred_mask.values, b.pred_mask.values);
  EXPECT_EQ(fates(a), fates(b));
}

TEST(Cascade, TheAnswerDoesNotDependOnTheThreads) {
  Scene scene = plate();
  scene.features = {{256, random_pyramid(48, 48, 9)}};
  const Result one = predict(scene);
  for (const int threads : {2, 5, 0}) expect_same(predict(scene, one_prompt(), {}, threads), one);
}

TEST(Cascade, TheAnswerDoesNotDependOnWhatElseRuns) {
  const Cascade cascade(make_fake_engine(plate()), 2);
  const Image image = grey_image(kWidth, kHeight);
  const Image other = grey_image(25, 25);
  const Result alone = cascade.predict(image, one_prompt(), {});
  std::vector<Result> results(6);
  std::vector<std::thread> workers;
  for (Result& result : results) {
    workers.emplace_back([&] {
      PredictOptions saa;
      saa.preset = Preset::saa;
      (void)cascade.predict(other, {}, saa);
      result = cascade.predict(image, one_prompt(), {});
    });
  }
  for (std::thread& worker : workers) worker.join();
  for (const Result& result : results) expect_same(result, alone);
}

TEST(Cascade, StopsWhenAsked) {
  std::atomic<bool> stop = true;
  PredictOptions options;
  options.cancel = &stop;
  EXPECT_THROW((void)predict(plate(), one_prompt(), options), CancelledError);

  stop = false;
  Scene scene = plate();
  scene.on_propose = [&] { stop = true; };
  EXPECT_THROW((void)predict(scene, one_prompt(), options), CancelledError);
}

template <typename Call>
std::string input_error(Call&& call) {
  try {
    call();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no InputError";
}

TEST(Cascade, TellsOfEveryStageAsItBegins) {
  std::vector<std::string> told;
  PredictOptions options;
  options.on_stage = [&](const char* stage) { told.emplace_back(stage); };
  const Result result = predict(plate(), one_prompt(), options);
  std::vector<std::string> timed;
  for (const StageTime& time : result.timings) timed.push_back(time.stage);
  EXPECT_EQ(told, timed);
  EXPECT_FALSE(told.empty());
}

TEST(Cascade, RefusesImagesWithoutPixels) {
  const Cascade cascade(make_fake_engine({}), 1);
  const auto message = [&](const Image& image) {
    return input_error([&] { (void)cascade.predict(image, {}, {}); });
  };
  EXPECT_THAT(message({}), HasSubstr("no pixels (0 x 0)"));
  EXPECT_THAT(message({.width = -3, .height = 5, .rgb = {}}), HasSubstr("-3 x 5"));
  EXPECT_THAT(message({.width = 2, .height = 2, .rgb = {1, 2, 3}}), HasSubstr("needs 12 bytes"));
}

TEST(Cascade, RefusesThresholdsThatMeanNothing) {
  for (const double threshold : {-0.1, std::nan(""), std::numeric_limits<double>::infinity()}) {
    PredictOptions options;
    options.threshold = threshold;
    EXPECT_THAT(input_error([&] { (void)predict(plate(), one_prompt(), options); }),
                HasSubstr("threshold"));
  }
}

TEST(Cascade, RefusesProfilesThatAreOutOfRange) {
  const auto message = [](const std::function<void(Profile&)>& spoil) {
    Profile profile = one_prompt();
    spoil(profile);
    return input_error([&] { (void)predict(plate(), profile); });
  };
  EXPECT_THAT(message([](Profile& p) { p.top_k = 0; }), HasSubstr("top_k"));
  EXPECT_THAT(message([](Profile& p) { p.object_count = -1; }), HasSubstr("object_count"));
  EXPECT_THAT(message([](Profile& p) { p.max_area = std::nan(""); }), HasSubstr("max_area"));
  EXPECT_THAT(message([](Profile& p) { p.min_overlap = 2; }), HasSubstr("min_overlap"));
  EXPECT_THAT(message([](Profile& p) { p.threshold = -1; }), HasSubstr("threshold"));
}

TEST(Cascade, TakesAPictureOfOnePixel) {
  const Result result = Cascade(make_fake_engine({}), 1).predict(grey_image(1, 1), {}, {});
  EXPECT_EQ(result.anomaly_map.values.size(), 1U);
}

}  // namespace
}  // namespace saa
