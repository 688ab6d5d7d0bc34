#include "evaluation/prompt_bench/phrase_trials.h"

#include "core/atomic_file.h"
#include "image/write.h"
#include "pipeline/cascade.h"
#include "unit/pipeline/fake_engine.h"
#include "unit/temporary_folder.h"

#include <atomic>
#include <gmock/gmock.h>
#include <saa/error.h>

namespace saa {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::SizeIs;

constexpr int kSide = 40;

Proposal found(float x0, float y0, float x1, float y1, float score) {
  return {.box = {x0, y0, x1, y1}, .score = score, .phrase = "hole"};
}

/// Two images with a hole at (4, 4) to (12, 12) and a scratch at (20, 20) to (28, 28), and one
/// without. "hole" and "scratch" each find their own, "shadow" finds nothing that is there.
class PhraseTrialsTest : public testing::Test {
 protected:
  PhraseTrialsTest() {
    Mask truth(kSide, kSide);
    for (const int origin : {4, 20})
      for (int y = origin; y < origin + 8; ++y)
        for (int x = origin; x < origin + 8; ++x) truth.at(x, y) = 1;
    write_file_atomically(folder_ / "truth.png", encode_png(truth));
    for (int i = 0; i < 3; ++i) {
      Image image = grey_image(kSide, kSide);
      image.rgb[0] = static_cast<std::uint8_t>(i);
      const std::string name = "image" + std::to_string(i);
      write_file_atomically(folder_ / (name + ".png"), encode_png(image));
      samples_.push_back({.name = name,
                          .kind = "",
                          .image = folder_ / (name + ".png"),
                          .mask = i < 2 ? folder_ / "truth.png" : std::filesystem::path()});
    }
  }

  /// A method with a memory of its own, as a program that is started again has.
  [[nodiscard]] std::unique_ptr<AnomalyMethod> method() {
    Scene scene{.boxes = {{"hole", {found(4, 4, 12, 12, 0.9F)}},
                          {"scratch", {found(20, 20, 28, 28, 0.8F)}},
                          {"shadow", {found(30, 2, 38, 10, 0.95F)}}},
                .on_propose = [this] { ++passes_; }};
    constexpr std::size_t kMemory = 1U << 26U;
    return std::make_unique<Cascade>(remember(make_fake_engine(std::move(scene)), kMemory), 1);
  }

  [[nodiscard]] TrialSetup setup() const {
    TrialSetup setup;
    setup.phrases = {{"shadow", ""}, {"hole", ""}, {"scratch", ""}};
    setup.predict.prompts = {.property = false, .saliency = false};
    setup.side = kSide;
    setup.folder = folder_ / "work";
    setup.networks = "fake";
    setup.threads = 1;
    return setup;
  }

  [[nodiscard]] int ask(const TrialSetup& setup) {
    const auto asked = method();
    PhraseTrials trials(*asked, samples_, setup);
    const int before = passes_;
    trials.ask([](bool) {});
    return passes_ - before;
  }

  test::TemporaryFolder folder_;
  std::vector<Sample> samples_;
  std::atomic<int> passes_ = 0;
};

TEST_F(PhraseTrialsTest, AsksEachPhraseOnceAnImageWhateverIsJudged) {
  const auto asked = method();
  PhraseTrials trials(*asked, samples_, setup());
  std::vector<bool> through;
  trials.ask([&through](bool is_new) { through.push_back(is_new); });
  EXPECT_THAT(through, ElementsAre(true, true, true));
  EXPECT_EQ(passes_, 9);
  const GreedySearch search =
      search_greedily(3, [&](std::span<const PhraseSet> sets) { return trials.judge(sets); });
  EXPECT_EQ(search.sets, 6U);
  EXPECT_EQ(passes_, 9);
}

TEST_F(PhraseTrialsTest, FindsThePhrasesThatTogetherFindTheDefects) {
  const auto asked = method();
  PhraseTrials trials(*asked, samples_, setup());
  trials.ask([](bool) {});
  const GreedySearch search =
      search_greedily(3, [&](std::span<const PhraseSet> sets) { return trials.judge(sets); });
  EXPECT_THAT(search.added, ElementsAre(1, 2));
  EXPECT_GT(search.gains[2], 0);
  EXPECT_LE(search.gains[0], 0);
  // Half of the defects, and the pixels of a normal image which the same box covers.
  EXPECT_NEAR(search.alone[1], 2.0 * 128 / (192 + 256), 1e-9);
  EXPECT_THAT(trials.seconds(), AllOf(SizeIs(3), Each(Ge(0.0))));
}

TEST_F(PhraseTrialsTest, AsksOnlyWhatIsNotOnRecord) {
  EXPECT_EQ(ask(setup()), 9);
  EXPECT_EQ(ask(setup()), 0);
  TrialSetup further = setup();
  further.phrases.push_back({"crack", ""});
  EXPECT_EQ(ask(further), 3);
}

TEST_F(PhraseTrialsTest, AsksAgainUnderOtherSettings) {
  EXPECT_EQ(ask(setup()), 9);
  TrialSetup other = setup();
  other.networks = "others";
  EXPECT_EQ(ask(other), 9);
  other.profile.object = "plate";
  EXPECT_EQ(ask(other), 9);
}

TEST_F(PhraseTrialsTest, AsksAgainWhatIsDamaged) {
  EXPECT_EQ(ask(setup()), 9);
  write_file_atomically(folder_ / "work/image1.parts", std::string_view("damaged"));
  EXPECT_EQ(ask(setup()), 3);
  write_file_atomically(folder_ / "work/image2.json", std::string_view("{"));
  EXPECT_EQ(ask(setup()), 3);
}

TEST_F(PhraseTrialsTest, GivesTheSameFiguresFromTheRecord) {
  const std::vector<PhraseSet> sets = {{0}, {1, 2}};
  const auto first = method();
  PhraseTrials fresh(*first, samples_, setup());
  fresh.ask([](bool) {});
  const std::vector<double> figures = fresh.judge(sets);
  const auto second = method();
  const PhraseTrials recorded(*second, samples_, setup());
  passes_ = 0;
  EXPECT_EQ(recorded.judge(sets), figures);
  EXPECT_EQ(passes_, 0);
}

TEST_F(PhraseTrialsTest, NeedsImagesWithDefects) {
  const auto asked = method();
  try {
    const PhraseTrials trials(*asked, {samples_[2]}, setup());
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("none of the images is anomalous"));
  }
}

TEST_F(PhraseTrialsTest, StopsWhenAskedTo) {
  const auto asked = method();
  const std::atomic<bool> stop = true;
  TrialSetup stopped = setup();
  stopped.predict.cancel = &stop;
  PhraseTrials trials(*asked, samples_, stopped);
  EXPECT_THROW(trials.ask([](bool) {}), CancelledError);
}

TEST(TrialSamples, AreTakenEvenlyOverAnomalousAndNormalOnes) {
  std::vector<Sample> samples;
  for (int i = 0; i < 30; ++i)
    samples.push_back(
        {.name = std::to_string(i), .kind = "", .image = "image", .mask = i < 10 ? "mask" : ""});
  const auto names = [&](std::size_t limit) {
    std::vector<std::string> all;
    for (const Sample& sample : trial_samples(samples, limit)) all.push_back(sample.name);
    return all;
  };
  EXPECT_THAT(names(0), SizeIs(30));
  EXPECT_THAT(names(100), SizeIs(30));
  EXPECT_THAT(names(6), ElementsAre("0", "5", "10", "15", "20", "25"));
  EXPECT_THAT(names(1), ElementsAre("0"));
}

}  // namespace
}  // namespace saa
