#include "pipeline/cascade.h"
#include "unit/pipeline/fake_engine.h"
#include "unit/pipeline/naive_saliency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>

namespace saa {
namespace {

constexpr std::size_t kPlenty = 1U << 24U;

/// How often the parts of an engine had to work.
struct Work {
  int proposed = 0;
  int refined = 0;  ///< boxes
  int features = 0;
};

class CountingPass final : public RefinerPass {
 public:
  CountingPass(std::unique_ptr<RefinerPass> pass, Work& work)
      : pass_(std::move(pass)), work_(work) {}
  std::vector<RegionMask> refine(std::span<const Proposal> proposals) override {
    work_.refined += static_cast<int>(proposals.size());
    return pass_->refine(proposals);
  }

 private:
  std::unique_ptr<RefinerPass> pass_;
  Work& work_;
};

class CountingRefiner final : public Refiner {
 public:
  CountingRefiner(std::unique_ptr<Refiner> refiner, Work& work)
      : refiner_(std::move(refiner)), work_(work) {}
  [[nodiscard]] std::unique_ptr<RefinerPass> begin(const Image& image,
                                                   ChannelOrder order) const override {
    return std::make_unique<CountingPass>(refiner_->begin(image, order), work_);
  }

 private:
  std::unique_ptr<Refiner> refiner_;
  Work& work_;
};

class CountingSaliency final : public SaliencyExtractor {
 public:
  CountingSaliency(std::shared_ptr<const SaliencyExtractor> saliency, Work& work)
      : saliency_(std::move(saliency)), work_(work) {}
  [[nodiscard]] FeatureGrid features(const Image& image, int side,
                                     ChannelOrder order) const override {
    ++work_.features;
    return saliency_->features(image, side, order);
  }

 private:
  std::shared_ptr<const SaliencyExtractor> saliency_;
  Work& work_;
};

class Remember : public ::testing::Test {
 protected:
  [[nodiscard]] Cascade engine(std::size_t bytes) {
    Scene scene{.boxes = {{"hole", {box(6, 6, 10, 10, 0.5F), box(12, 6, 20, 14, 0.4F)}},
                          {"crack", {box(22, 8, 25, 20, 0.6F)}}},
                .objects = {{"plate", {box(5, 5, 35, 25, 0.8F)}}},
                .features = {{256, random_pyramid(16, 16, 1)}},
                .on_propose = [this] { ++work.proposed; }};
    EngineParts parts = make_fake_engine(std::move(scene));
    parts.refiner = std::make_unique<CountingRefiner>(std::move(parts.refiner), work);
    parts.saliency = std::make_shared<CountingSaliency>(parts.saliency, work);
    return {remember(std::move(parts), bytes), 1};
  }

  static Proposal box(float x0, float y0, float x1, float y1, float score) {
    return {.box = {x0, y0, x1, y1}, .score = score, .phrase = "hole"};
  }

  static Profile profile(double max_area = 0.5) {
    Profile profile;
    profile.object = "plate";
    profile.general.clear();
    profile.prompts = {{"hole", ""}};
    profile.max_area = max_area;
    return profile;
  }

  Work work;
  Image image = grey_image(40, 30);
};

TEST_F(Remember, TheSameCallAgainAsksNoNetwork) {
  const Cascade cascade = engine(kPlenty);
  const Result first = cascade.predict(image, profile(), {});
  const Work after_first = work;
  const Result second = cascade.predict(image, profile(), {});
  EXPECT_EQ(work.proposed, after_first.proposed);
  EXPECT_EQ(work.refined, after_first.refined);
  EXPECT_EQ(work.features, after_first.features);
  EXPECT_EQ(second.anomaly_map.values, first.anomaly_map.values);
  EXPECT_EQ(second.saliency_map.values, first.saliency_map.values);
  EXPECT_EQ(second.regions.size(), first.regions.size());
}

TEST_F(Remember, ChangedLimitsAskNoNetwork) {
  const Cascade cascade = engine(kPlenty);
  (void)cascade.predict(image, profile(), {});
  const Work after_first = work;
  Profile changed = profile(0.05);
  changed.top_k = 1;
  (void)cascade.predict(image, changed, {});
  PredictOptions without_saliency;
  without_saliency.prompts.saliency = false;
  (void)cascade.predict(image, profile(), without_saliency);
  EXPECT_EQ(work.proposed, after_first.proposed);
  EXPECT_EQ(work.refined, after_first.refined);
  EXPECT_EQ(work.features, after_first.features);
}

TEST_F(Remember, AFurtherPromptCostsOnlyItself) {
  const Cascade cascade = engine(kPlenty);
  (void)cascade.predict(image, profile(), {});
  const Work after_first = work;
  Profile more = profile();
  more.prompts.push_back({"crack", ""});
  (void)cascade.predict(image, more, {});
  EXPECT_EQ(work.proposed, after_first.proposed + 1);
  EXPECT_EQ(work.refined, after_first.refined + 1) << "only the new box is refined";
}

TEST_F(Remember, AnotherImageIsAnotherMatter) {
  const Cascade cascade = engine(kPlenty);
  (void)cascade.predict(image, profile(), {});
  const Work after_first = work;
  image.rgb[1234] ^= 1U;
  (void)cascade.predict(image, profile(), {});
  EXPECT_EQ(work.proposed, 2 * after_first.proposed);
  EXPECT_EQ(work.refined, 2 * after_first.refined);
  EXPECT_EQ(work.features, 2 * after_first.features);
}

TEST_F(Remember, WithoutMemoryEachCallIsTheFirst) {
  const Cascade cascade = engine(0);
  const Result first = cascade.predict(image, profile(), {});
  const Work after_first = work;
  const Result second = cascade.predict(image, profile(), {});
  EXPECT_EQ(work.proposed, 2 * after_first.proposed);
  EXPECT_EQ(second.anomaly_map.values, first.anomaly_map.values);
}

TEST_F(Remember, TheAnswerIsTheOneWithoutMemory) {
  const Cascade remembering = engine(kPlenty);
  const Cascade forgetful = engine(0);
  for (const double max_area : {0.5, 0.05, 0.5}) {
    const Result a = remembering.predict(image, profile(max_area), {});
    const Result b = forgetful.predict(image, profile(max_area), {});
    EXPECT_EQ(a.anomaly_map.values, b.anomaly_map.values);
    ASSERT_EQ(a.regions.size(), b.regions.size());
    for (std::size_t i = 0; i < a.regions.size(); ++i)
      EXPECT_EQ(a.regions[i].fate.rule, b.regions[i].fate.rule);
  }
}

}  // namespace
}  // namespace saa
