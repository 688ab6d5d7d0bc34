#include "evaluation/plots/charts.h"

#include <cmath>
#include <gmock/gmock.h>

namespace saa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

TEST(Svg, EscapesTextFromOutside) {
  Svg svg(10, 10, "<script>", "a & b");
  svg.text({1, 2}, "\"x\" < 'y'\x01\xff", Anchor::end, "label");
  const std::string text = svg.element();
  EXPECT_THAT(text, HasSubstr("<title>&lt;script&gt;</title><desc>a &amp; b</desc>"));
  EXPECT_THAT(text, HasSubstr("&quot;x&quot; &lt; &#39;y&#39;?\xEF\xBF\xBD"));
}

TEST(Svg, AFileBringsItsStyleAlongAndAnElementDoesNot) {
  const Svg svg(10, 10, "t", "d");
  EXPECT_THAT(svg.file(), HasSubstr("<style>"));
  EXPECT_THAT(svg.element(), Not(HasSubstr("<style>")));
}

TEST(LineChart, DrawsEachSeriesInTheFrame) {
  const LineChart chart{.title = "t",
                        .description = "d",
                        .x_label = "recall",
                        .y_label = "precision",
                        .series = {{.name = "a", .points = {{0, 0}, {0.5, 1}, {1, 0.5}}},
                                   {.name = "b", .points = {{0, 1}, {1, 1}}, .markers = true}},
                        .x_range = Point{0, 1},
                        .y_range = Point{0, 1}};
  const std::string svg = draw(chart).element();
  // The frame of a 640 x 400 chart with one line of legend.
  EXPECT_THAT(svg, HasSubstr("<polyline points=\"64,348 342,64 620,206 \" class=\"s0 line\"/>"));
  EXPECT_THAT(svg, HasSubstr("class=\"s1 line\""));
  EXPECT_EQ(count(svg, "<circle"), 2U);
  EXPECT_THAT(svg, HasSubstr(">recall</text>"));
  EXPECT_THAT(svg, HasSubstr(">precision</text>"));
}

TEST(LineChart, PointsThatAreNotFiniteAreLeftOut) {
  const LineChart chart{
      .title = "t",
      .description = "d",
      .x_label = "",
      .y_label = "",
      .series = {{.name = "a", .points = {{0, 0}, {INFINITY, 1}, {1, NAN}, {1, 1}}}}};
  const std::string svg = draw(chart).element();
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

TEST(LineChart, WithoutAnyPointIsStillAChart) {
  EXPECT_THAT(draw(LineChart{.title = "empty",
                             .description = "",
                             .x_label = "x",
                             .y_label = "y",
                             .series = {{.name = "a", .points = {}}}})
                  .element(),
              HasSubstr("empty"));
}

TEST(BarChart, DrawsValuesAsBarsAndReferencesAsTicks) {
  const BarChart chart{
      .title = "t",
      .description = "d",
      .y_label = "F_p",
      .reference_name = "published",
      .clusters = {"MTD", "total"},
      .series = {{.name = "SAA", .values = {10, std::nullopt}, .references = {14.78, 18.22}},
                 {.name = "SAA+", .values = {40, 30}, .references = {std::nullopt, 34.85}}}};
  const std::string svg = draw(chart).element();
  EXPECT_EQ(count(svg, "<rect"), 2U + 3U + 3U) << "two in the legend, three bars, three ghosts";
  EXPECT_EQ(count(svg, " ghost"), 3U);
  EXPECT_EQ(count(svg, "class=\"published\""), 1U + 3U) << "one in the legend, three ticks";
  // From 0 to 40 over a frame of 64 to 368: the bar of 40 is as high as the frame, that of 10 a
  // quarter.
  EXPECT_THAT(svg, HasSubstr("height=\"304\" class=\"f1\""));
  EXPECT_THAT(svg, HasSubstr("height=\"76\" class=\"f0\""));
}

}  // namespace
}  // namespace saa
