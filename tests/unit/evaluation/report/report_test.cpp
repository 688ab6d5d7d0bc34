#include "evaluation/report/report.h"

#include "unit/evaluation/report/made_up_images.h"
#include "unit/evaluation/tables/made_up_results.h"
#include "unit/temporary_folder.h"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

namespace saa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

ReportedImage picture_of(std::size_t index) {
  return {.name = "scratch/00" + std::to_string(index),
          .kind = "<scratch>",
          .picture = {40, 30, std::vector<std::uint8_t>(3 * 40 * 30, 120)},
          .regions = {}};
}

class Report : public ::testing::Test {
 protected:
  /// The page for one category with these images.
  std::string page(const ScoredImages& images, std::size_t most = 24) {
    CategoryResult result = made_up(DatasetKind::mvtec, "wood", 0.5);
    result.pixel_curve = {{0.9, 1, 0.2, 0.33}, {0.5, 0.8, 0.6, 0.69}, {0.1, 0.1, 1, 0.18}};
    ReportData data{.title = "MVTec <AD> & SAA+",
                    .facts = {{"engine", "offline"}, {"options", "<b>\"K\"</b>"}},
                    .notices = {"no text is read"},
                    .categories = {{result, &images, picture_of}},
                    .images_per_category = most};
    write_report(folder_.path() / "report.html", data);
    return read_text(folder_.path() / "report.html");
  }

 private:
  test::TemporaryFolder folder_;
};

TEST_F(Report, NeedsNothingBesideItAndNoNetwork) {
  const ImagesInMemory images({image_with(4, 6, 3)});
  const std::string html = page(images);
  EXPECT_THAT(html, Not(HasSubstr("src=\"http")));
  EXPECT_THAT(html, Not(HasSubstr("<link")));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("src=\"data:image/jpeg;base64,"));
}

TEST_F(Report, EscapesWhatComesFromOutside) {
  const ImagesInMemory images({image_with(4, 6, 3)});
  const std::string html = page(images);
  EXPECT_THAT(html, HasSubstr("<h1>MVTec &lt;AD&gt; &amp; SAA+</h1>"));
  EXPECT_THAT(html, HasSubstr("&lt;b&gt;&quot;K&quot;&lt;/b&gt;"));
  EXPECT_THAT(html, HasSubstr("&lt;scratch&gt;"));
  EXPECT_THAT(html, Not(HasSubstr("<scratch>")));
}

TEST_F(Report, ShowsFiguresBesideThePublishedRow) {
  const ImagesInMemory images({image_with(4, 6, 3)});
  const std::string html = page(images);
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\">wood</th><td>79 (5 anomalous)</td><td>50.00</td>"
                              "<td>25.00</td><td>12.50</td>"));
  EXPECT_THAT(html, HasSubstr("<tr class=\"published same\"><th scope=\"row\">SAA+, published mean "
                              "of 15</th><td></td><td>39.40</td><td>49.67</td><td>–</td>"));
}

TEST_F(Report, DescribesEveryPictureInWords) {
  const ImagesInMemory images({image_with(4, 6, 3)});
  const std::string html = page(images);
  EXPECT_THAT(html, HasSubstr("alt=\"Truth of scratch/000: defect on 10.00 % of the picture\""));
  EXPECT_THAT(html, HasSubstr("false alarm on 3.00 % of the picture, 60 % of the defect missed"));
  EXPECT_THAT(html, HasSubstr("<desc>The best F1 is 69.00 %"));
}

TEST_F(Report, ShowsNoMoreImagesThanAskedFor) {
  const ImagesInMemory images({image_with(4, 6, 3), image_with(0, 0, 0), image_with(0, 0, 9)});
  EXPECT_THAT(page(images, 2), HasSubstr("2 of 3 images are shown"));
  EXPECT_THAT(page(images, 0), Not(HasSubstr("<figure>")));
}

TEST_F(Report, HasAMeanOverSeveralCategories) {
  const ImagesInMemory images({image_with(4, 6, 3)});
  const ReportData data{
      .title = "two",
      .facts = {},
      .notices = {},
      .categories = {{made_up(DatasetKind::visa, "candle", 0.2), &images, picture_of},
                     {made_up(DatasetKind::visa, "pcb1", 0.3), &images, picture_of}}};
  test::TemporaryFolder folder;
  write_report(folder.path() / "r.html", data);
  EXPECT_THAT(read_text(folder.path() / "r.html"),
              HasSubstr("<th scope=\"row\">mean of 2</th><td>400</td><td>25.00</td>"));
}

}  // namespace
}  // namespace saa
