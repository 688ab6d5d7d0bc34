// The pieces that an overlay is made of: letters, colours, places of labels.
#include "image/ascii_text.h"
#include "image/drawn_text.h"
#include "image/heat_colours.h"
#include "image/label_layout.h"

#include <cmath>
#include <gtest/gtest.h>

namespace saa {
namespace {

TEST(ToAscii, KeepsAscii) { EXPECT_EQ(to_ascii("crack #1 ~ 0.5"), "crack #1 ~ 0.5"); }

TEST(ToAscii, TakesAccentsOffAndSpellsSignsOut) {
  EXPECT_EQ(to_ascii("Größe défaut øre Łódź ÿ"), "Grosse defaut ore Lodz y");
  EXPECT_EQ(to_ascii("5 µm – 7 µm … “hole” ≥ 2"), "5 um - 7 um ... \"hole\" >= 2");
}

TEST(ToAscii, PutsOneQuestionMarkForEachOtherCharacter) {
  EXPECT_EQ(to_ascii("裂纹"), "??");
  EXPECT_EQ(to_ascii("\xF0\x9F\x94\xA5!"), "?!");
}

TEST(ToAscii, SurvivesBrokenUtf8) {
  EXPECT_EQ(to_ascii("\xC3"), "?");
  EXPECT_EQ(to_ascii("a\xE2\x82z"), "a??z");
  EXPECT_EQ(to_ascii("\xFF\x80"), "??");
  EXPECT_EQ(to_ascii("a\tb\n\x7F"), "a b ?");
}

TEST(Shortened, FitsTheWidthOrIsGone) {
  const TextStyle style{14, cv::Scalar()};
  const std::string text = "melted wax on the candle";
  const int whole = text_width(text, style);
  EXPECT_EQ(shortened(text, style, whole), text);
  const std::string part = shortened(text, style, whole / 2);
  EXPECT_LE(text_width(part, style), whole / 2);
  EXPECT_TRUE(part.starts_with("melted"));
  EXPECT_TRUE(part.ends_with("..."));
  EXPECT_EQ(shortened(text, style, 3), "");
}

TEST(DrawText, StaysInTheCanvas) {
  cv::Mat canvas(20, 30, CV_8UC3, cv::Scalar(0, 0, 0));
  const TextStyle style{14, cv::Scalar(255, 255, 255)};
  for (const cv::Point at : {cv::Point(25, 15), cv::Point(-5, -5), cv::Point(500, 500)})
    draw_text(canvas, "label", at, style);
  EXPECT_GT(cv::sum(canvas)[0], 0);
}

TEST(DrawText, GrowsWithItsHeight) {
  EXPECT_NEAR(text_width("region", {56, cv::Scalar()}),
              4 * text_width("region", {14, cv::Scalar()}), 8);
}

TEST(HeatColour, IsTransparentAtZeroAndNotANumber) {
  EXPECT_EQ(heat_colour(0).opacity, 0);
  EXPECT_EQ(heat_colour(-1).opacity, 0);
  EXPECT_EQ(heat_colour(std::nanf("")).opacity, 0);
}

TEST(HeatColour, GetsDarkerAndDenserWithTheValue) {
  const auto lightness = [](const cv::Vec3b& c) { return 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2]; };
  for (int step = 1; step < 20; ++step) {
    const HeatColour weaker = heat_colour(0.05F * static_cast<float>(step));
    const HeatColour stronger = heat_colour(0.05F * static_cast<float>(step + 1));
    EXPECT_GT(lightness(weaker.rgb), lightness(stronger.rgb));
    EXPECT_LT(weaker.opacity, stronger.opacity);
  }
  EXPECT_EQ(heat_colour(5).rgb, heat_colour(kHeatFullScale).rgb);
}

/// Every label inside, none over another.
void expect_orderly(const std::vector<std::optional<cv::Rect>>& places, cv::Size canvas) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!places[i]) continue;
    EXPECT_EQ(*places[i] & cv::Rect({}, canvas), *places[i]);
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_TRUE(!places[j] || (*places[i] & *places[j]).empty()) << i << " and " << j;
    }
  }
}

TEST(PlaceLabels, PutsALabelAboveItsRegion) {
  const auto places = place_labels({{{100, 100, 40, 30}, {60, 20}}}, {}, {400, 300}, 5);
  ASSERT_TRUE(places[0]);
  EXPECT_EQ(*places[0], cv::Rect(90, 75, 60, 20));
}

TEST(PlaceLabels, StaysInsideAtEveryCorner) {
  const cv::Size canvas(400, 300);
  std::vector<LabelWish> wishes;
  for (const cv::Point at : {cv::Point(0, 0), cv::Point(390, 0), cv::Point(0, 290),
                             cv::Point(390, 290), cv::Point(-20, 150)})
    wishes.push_back({{at, cv::Size(10, 10)}, {90, 20}});
  const auto places = place_labels(wishes, {}, canvas, 5);
  expect_orderly(places, canvas);
  for (std::size_t i = 0; i < places.size(); ++i) {
    ASSERT_TRUE(places[i]);
    EXPECT_TRUE((*places[i] & wishes[i].target).empty());
  }
}

TEST(PlaceLabels, SeparatesLabelsOfOneCluster) {
  const cv::Size canvas(500, 400);
  std::vector<LabelWish> wishes;
  wishes.reserve(12);
  for (int i = 0; i < 12; ++i) wishes.push_back({{200 + 3 * i, 200 + 2 * i, 20, 20}, {120, 22}});
  const auto places = place_labels(wishes, {}, canvas, 5);
  expect_orderly(places, canvas);
  for (const auto& place : places) EXPECT_TRUE(place);
}

TEST(PlaceLabels, AvoidsOtherRegions) {
  const cv::Rect above(60, 60, 120, 38);
  const auto places = place_labels({{{100, 100, 40, 30}, {60, 20}}}, {above}, {400, 300}, 5);
  ASSERT_TRUE(places[0]);
  EXPECT_TRUE((*places[0] & above).empty());
}

TEST(PlaceLabels, StandsWithinARegionThatFillsThePicture) {
  const auto places = place_labels({{{0, 0, 400, 300}, {60, 20}}}, {}, {400, 300}, 5);
  ASSERT_TRUE(places[0]);
  EXPECT_EQ(*places[0], cv::Rect(170, 0, 60, 20));
}

TEST(PlaceLabels, LeavesOutWhatHasNoRoom) {
  EXPECT_FALSE(place_labels({{{0, 0, 5, 5}, {90, 20}}}, {}, {50, 50}, 5)[0]);
  const auto crowded =
      place_labels(std::vector<LabelWish>(9, {{10, 10, 5, 5}, {45, 20}}), {}, {50, 50}, 2);
  expect_orderly(crowded, {50, 50});
  EXPECT_TRUE(crowded[0]);
  EXPECT_FALSE(crowded[8]);
}

}  // namespace
}  // namespace saa
