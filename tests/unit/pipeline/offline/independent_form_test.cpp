// The searches against a plain NumPy form of them; make_fixtures.py has it.
#include "pipeline/offline/large_regions.h"
#include "pipeline/offline/part_mask.h"
#include "pipeline/offline/small_regions.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <opencv2/imgproc.hpp>
#include <saa/image.h>
#include <string>
#include <vector>

namespace saa::offline {
namespace {

namespace fs = std::filesystem;

const fs::path kFixtures = fs::path(SAA_SOURCE_DIR) / "tests/unit/pipeline/offline/fixtures";
const std::map<std::string, Grain> kGrains = {{"none", Grain::none},
                                              {"along_columns", Grain::along_columns},
                                              {"along_rows", Grain::along_rows}};
/// OpenCV's logarithm and NumPy's differ in the last bits, which may move a pixel over a threshold.
constexpr double kTolerance = 0.02;

class IndependentForm : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    picture_ = read_image(kFixtures / (std::string(GetParam()) + ".png"));
    const cv::Mat rgb(picture_.height, picture_.width, CV_8UC3, picture_.rgb.data());
    cv::cvtColor(rgb, grey_, cv::COLOR_RGB2GRAY);
    surroundings_ = find_surroundings(rgb);
    cv::GaussianBlur(log_brightness(grey_), brightness_, {}, 1);
    expected_ = nlohmann::json::parse(std::ifstream(kFixtures / "findings.json")).at(GetParam());
  }

  Image picture_;
  cv::Mat grey_;
  cv::Mat surroundings_;
  cv::Mat brightness_;
  nlohmann::json expected_;
};

TEST_P(IndependentForm, AgreesWhereThePartEnds) {
  EXPECT_EQ(cv::countNonZero(surroundings_), expected_.at("outside"));
}

TEST_P(IndependentForm, AgreesOnTheMarks) {
  const Grain grain = grain_of(brightness_);
  EXPECT_EQ(grain, kGrains.at(expected_.at("grain")));
  std::vector<Finding> marks = find_marks(brightness_, grain, surroundings_);
  EXPECT_EQ(marks.size(), expected_.at("marks"));
  std::ranges::stable_sort(marks, std::greater<>(), &Finding::log_odds);
  const nlohmann::json& best = expected_.at("best_marks");
  ASSERT_GE(marks.size(), best.size());
  for (std::size_t i = 0; i < best.size(); ++i) {
    const cv::Rect box = marks[i].box;
    EXPECT_EQ(marks[i].kind == Kind::dark_mark, best[i].at("kind") == "dark_mark") << i;
    EXPECT_EQ(nlohmann::json({box.x, box.y, box.width, box.height}), best[i].at("box")) << i;
    EXPECT_EQ(cv::countNonZero(marks[i].mask), best[i].at("area")) << i;
    EXPECT_NEAR(marks[i].log_odds, best[i].at("log_odds"), kTolerance) << i;
  }
}

TEST_P(IndependentForm, AgreesOnTheOtherTexture) {
  const auto texture = find_other_texture(grey_, grain_of(brightness_), surroundings_);
  ASSERT_TRUE(texture);
  EXPECT_NEAR(texture->log_odds, expected_.at("texture").at("log_odds"), kTolerance);
  EXPECT_NEAR(cv::countNonZero(texture->mask) / static_cast<double>(grey_.total()),
              expected_.at("texture").at("share"), 0.01);
}

INSTANTIATE_TEST_SUITE_P(Surfaces, IndependentForm, testing::Values("upright", "grainless"));

}  // namespace
}  // namespace saa::offline
