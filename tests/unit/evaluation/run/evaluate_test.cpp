#include "evaluation/run/evaluate.h"

#include "core/atomic_file.h"
#include "evaluation/run/merge.h"
#include "image/write.h"
#include "pipeline/image_key.h"
#include "pipeline/prediction.h"
#include "unit/temporary_folder.h"

#include <array>
#include <gmock/gmock.h>
#include <saa/error.h>

namespace saa {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// Finds what is bright. Its "network" is asked once an image, and remembered like a real one.
class BrightMethod final : public AnomalyMethod {
 public:
  BrightMethod(MethodFacts facts, std::atomic<int>& asked)
      : facts_(std::move(facts)), asked_(asked) {}

  [[nodiscard]] Result predict(const Image& image, const Profile& profile,
                               const PredictOptions& options) const override {
    const auto map = memory_.find_or_keep<FloatMap>(
        "map " + image_key(image), [&] { return ask(image); },
        [](const FloatMap& kept) { return kept.values.size() * sizeof(float); });
    Result result = begin_prediction(image, profile, options, facts_);
    result.anomaly_map = *map;
    for (float& score : result.anomaly_map.values) score /= static_cast<float>(profile.top_k);
    decide(result);
    return result;
  }
  [[nodiscard]] const MethodFacts& facts() const override { return facts_; }
  [[nodiscard]] LruCache* memory() const override { return &memory_; }

 private:
  FloatMap ask(const Image& image) const {
    ++asked_;
    FloatMap map(image.width, image.height);
    for (std::size_t i = 0; i < map.values.size(); ++i)
      map.values[i] = static_cast<float>(image.rgb[3 * i]) / 255;
    return map;
  }

  MethodFacts facts_;
  std::atomic<int>& asked_;
  mutable LruCache memory_{1U << 20U};
};

void write_grey(const fs::path& file, const std::array<std::uint8_t, 4>& levels) {
  Image image{.width = 2, .height = 2, .rgb = {}};
  for (const std::uint8_t level : levels) image.rgb.insert(image.rgb.end(), 3, level);
  write_file_atomically(file, encode_png(image));
}

class Evaluate : public ::testing::Test {
 protected:
  /// Two categories of three normal images and two with a bright defect.
  Evaluate() {
    plan_.dataset = {
        .kind = DatasetKind::mvtec, .split = "test", .root = root_ / "data", .categories = {}};
    for (const std::string name : {"carpet", "grid"}) {
      Category category{.name = name, .profile = "mvtec/" + name, .samples = {}};
      for (std::uint8_t i = 0; i < 5; ++i) category.samples.push_back(sample(name, i));
      plan_.dataset.categories.push_back(category);
    }
    plan_.out = root_ / "run";
    plan_.side = 2;
    plan_.make = [this](const SegmenterOptions&, const std::optional<MethodFacts>&) {
      ++made_;
      return std::make_unique<BrightMethod>(bright_facts(), asked_);
    };
  }

  [[nodiscard]] MethodFacts bright_facts() const {
    MethodFacts facts;
    facts.engine = "offline";
    facts.weights = {{.network = "bright", .file = "bright.pth", .sha256 = sha256_}};
    return facts;
  }

  [[nodiscard]] Sample sample(const std::string& category, std::uint8_t i) const {
    const bool broken = i >= 3;
    const std::string kind = broken ? "hole" : "good";
    const fs::path image = root_ / "data" / category / (std::to_string(i) + ".png");
    const fs::path mask = root_ / "data" / category / (std::to_string(i) + "_mask.png");
    const auto level = static_cast<std::uint8_t>(100 + 30 * i);
    write_grey(image, {i, level, static_cast<std::uint8_t>(category.size()), 30});
    if (broken) write_grey(mask, {0, 255, 0, 0});
    return {.name = kind + "/" + std::to_string(i),
            .kind = kind,
            .image = image,
            .mask = broken ? mask : fs::path()};
  }

  [[nodiscard]] std::string refusal() const {
    try {
      (void)evaluate(plan_);
    } catch (const InputError& error) {
      return error.what();
    }
    return "nothing was refused";
  }

  test::TemporaryFolder folder_;
  fs::path root_ = folder_.path();
  EvaluationPlan plan_;
  std::atomic<int> asked_{0};
  int made_ = 0;
  std::string sha256_ = "0011";
};

TEST_F(Evaluate, JudgesEveryCategory) {
  const Evaluation evaluation = evaluate(plan_);
  ASSERT_THAT(evaluation.results, SizeIs(2));
  EXPECT_EQ(evaluation.results[1].key.category, "grid");
  EXPECT_EQ(evaluation.results[1].key.method, "saa+");
  EXPECT_EQ(evaluation.results[1].metrics.images, 5U);
  EXPECT_EQ(evaluation.results[1].metrics.image_auroc, 1.0);
  EXPECT_EQ(asked_, 10);
}

TEST_F(Evaluate, FinishedRunIsNotPredictedAgain) {
  (void)evaluate(plan_);
  const Evaluation again = evaluate(plan_);
  EXPECT_EQ(again.computed, 0U);
  EXPECT_THAT(again.results, SizeIs(2));
  EXPECT_EQ(made_, 1);  // not even the method was made
}

TEST_F(Evaluate, AnotherVariantAsksNoNetwork) {
  (void)evaluate(plan_);
  plan_.variants = {{.top_k = 1}, {.prompts = {.saliency = false}, .top_k = 2}};
  const Evaluation evaluation = evaluate(plan_);
  EXPECT_EQ(evaluation.computed, 10U);
  EXPECT_THAT(evaluation.results, SizeIs(4));
  EXPECT_EQ(evaluation.results[2].key.variant, "without-saliency,top-k=2");
  EXPECT_EQ(made_, 2);    // a new process would make it …
  EXPECT_EQ(asked_, 10);  // … but ask it nothing
}

TEST_F(Evaluate, ChangedImageIsPredictedAgain) {
  (void)evaluate(plan_);
  write_grey(plan_.dataset.categories[0].samples[0].image, {1, 2, 3, 4});
  EXPECT_EQ(evaluate(plan_).computed, 1U);
}

TEST_F(Evaluate, ImageThatCannotBeReadIsLeftOut) {
  write_file_atomically(plan_.dataset.categories[0].samples[0].image, "no picture");
  const Evaluation evaluation = evaluate(plan_);
  ASSERT_THAT(evaluation.failures, SizeIs(1));
  EXPECT_EQ(evaluation.failures[0].image, "good/0");
  EXPECT_THAT(evaluation.failures[0].error, HasSubstr("0.png"));
  EXPECT_EQ(evaluation.results[0].metrics.images, 4U);
  EXPECT_EQ(evaluation.results[0].expected_images, 5U);
}

TEST_F(Evaluate, AnotherSplitOrPrecisionIsRefused) {
  (void)evaluate(plan_);
  plan_.dataset.split = "train";
  EXPECT_THAT(refusal(), HasSubstr("split train"));
  plan_.dataset.split = "test";
  plan_.segmenter.precision = Precision::bf16;
  EXPECT_THAT(refusal(), HasSubstr("precision"));
}

TEST_F(Evaluate, StopsWhenAskedAndGoesOn) {
  std::atomic<bool> stop{true};
  plan_.stop = &stop;
  EXPECT_THROW((void)evaluate(plan_), CancelledError);
  stop = false;
  EXPECT_EQ(evaluate(plan_).computed, 10U);
}

TEST_F(Evaluate, ListedTwiceAVariantIsRefused) {
  plan_.variants = {{}, {}};
  EXPECT_THROW((void)evaluate(plan_), UsageError);
}

TEST_F(Evaluate, MergedShardsAreTheWhole) {
  const Evaluation whole = evaluate(plan_);
  plan_.out = root_ / "divided";
  for (std::size_t i = 1; i <= 3; ++i) {
    plan_.shard = Shard{i, 3};
    EXPECT_THAT(evaluate(plan_).results, SizeIs(0));
  }
  const std::array folders = {root_ / "divided"};
  const Evaluation merged = merge_shards(folders, root_ / "merged", plan_.metrics);
  ASSERT_THAT(merged.results, SizeIs(2));
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(merged.results[i].metrics.pixel_ap, whole.results[i].metrics.pixel_ap);
    EXPECT_EQ(merged.results[i].metrics.image_auroc, whole.results[i].metrics.image_auroc);
  }
}

TEST_F(Evaluate, ShardsOfOtherWeightsAreNotMerged) {
  plan_.shard = Shard{1, 2};
  (void)evaluate(plan_);
  sha256_ = "2233";
  plan_.shard = Shard{2, 2};
  (void)evaluate(plan_);
  const std::array folders = {plan_.out};
  EXPECT_THROW((void)merge_shards(folders, root_ / "merged", plan_.metrics), InputError);
}

}  // namespace
}  // namespace saa
