#include "evaluation/tables/comparison.h"

#include "unit/evaluation/tables/made_up_results.h"

#include <gmock/gmock.h>

namespace saa {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

/// The line of a text that begins with `start`.
std::string line_with(const std::string& text, const std::string& start) {
  const std::size_t at = text.find("\n" + start);
  return at == std::string::npos ? "" : text.substr(at + 1, text.find('\n', at + 1) - at - 1);
}

TEST(Table1, HasARowForEveryMethodAndOurFiguresAboveThePublished) {
  const std::string text = comparison_markdown(compare_table1(made_up_paper(0.1, 0.2, 0.3, 0.4)));
  EXPECT_EQ(line_with(text, "| SAA+ "),
            "| SAA+    | here  | 10.00 | 20.00 | 30.00 | 40.00 |   24.29 |  14.55 | 16.90 |");
  EXPECT_THAT(text,
              HasSubstr("|         | paper | 27.07 | 39.40 | 59.19 | 35.40 |   53.79 |  28.82 | "
                        "34.85 |"));
  EXPECT_EQ(line_with(text, "| UTAD "),
            "| UTAD    | here  |     – |     – |     – |     – |       – |      – |     – |");
}

TEST(Table1, VariantsOfAMethodAreNotTheMethod) {
  const std::vector results = {made_up(DatasetKind::mtd, "mtd", 0.5, "saa+", "without-saliency")};
  for (const ComparisonRow& row : compare_table1(results).rows)
    EXPECT_TRUE(row.results.empty()) << row.name;
}

TEST(Table2, EachAblationIsTheVariantOfItsName) {
  std::vector<CategoryResult> results;
  double value = 0.1;
  for (const PublishedRow& row : published_table2()) {
    results.push_back(made_up(DatasetKind::mtd, "mtd", value, "saa+", std::string(row.key)));
    value += 0.1;
  }
  const Comparison comparison = compare_table2(results);
  ASSERT_EQ(comparison.rows.size(), 7U);
  for (std::size_t i = 0; i < comparison.rows.size(); ++i) {
    const GroupMean mean = group_mean(comparison.rows[i].results, Group::mtd, Figure::f_p);
    EXPECT_NEAR(mean.value, 0.1 * static_cast<double>(i + 1), 1e-12) << comparison.rows[i].name;
  }
}

TEST(Figure5, HasARowForEveryKAndTheTwoPrintedValues) {
  const std::vector results = {made_up(DatasetKind::mtd, "mtd", 0.5, "saa+", "top-k=5"),
                               made_up(DatasetKind::mtd, "mtd", 0.4, "saa+", "without-confidence")};
  const Comparison comparison = compare_figure5(results);
  ASSERT_EQ(comparison.rows.size(), 21U);
  EXPECT_EQ(comparison.rows[4].name, "K = 5");
  EXPECT_EQ(comparison.rows[4].published->at(Group::total, Figure::f_p), 34.85);
  EXPECT_EQ(comparison.rows[4].results.size(), 1U);
  EXPECT_EQ(comparison.rows[20].published->at(Group::total, Figure::f_p), 34.13);
  EXPECT_EQ(comparison.rows[20].results.size(), 1U);
  EXPECT_EQ(comparison.rows[3].published, nullptr);
}

TEST(Figure4, IsTheMethodAndItsAblation) {
  const std::vector results = {made_up(DatasetKind::mtd, "mtd", 0.5),
                               made_up(DatasetKind::mtd, "mtd", 0.4, "saa+", "without-saliency")};
  const Comparison comparison = compare_figure4(results);
  ASSERT_EQ(comparison.rows.size(), 2U);
  EXPECT_EQ(group_mean(comparison.rows[0].results, Group::mtd, Figure::f_p).value, 0.4);
  EXPECT_EQ(group_mean(comparison.rows[1].results, Group::mtd, Figure::f_p).value, 0.5);
}

TEST(Comparison, RowsOfTheOfflineEngineSayThatTheyAre) {
  CategoryResult offline = made_up(DatasetKind::mtd, "mtd", 0.5);
  offline.engine = "offline";
  EXPECT_EQ(compare_table1({&offline, 1}).rows.back().name, "SAA+, offline engine");
}

TEST(Comparison, AMethodThatWaitsForItsFilesSaysForWhat) {
  Comparison comparison = compare_table1({});
  comparison.rows.front().waits_for = "saa models fetch winclip";
  EXPECT_THAT(comparison_markdown(comparison),
              HasSubstr("- WinClip waits for: saa models fetch winclip\n"));
}

TEST(Comparison, NotesNameWhatIsMissing) {
  std::vector<CategoryResult> results = {made_up(DatasetKind::mvtec, "wood", 0.5),
                                         made_up(DatasetKind::mtd, "mtd", 0.5)};
  results.back().metrics.images = 10;
  const std::vector<std::string> notes = coverage_notes(results);
  EXPECT_THAT(notes, Contains("VisA: not evaluated"));
  EXPECT_THAT(notes,
              Contains(HasSubstr("MVTec: not evaluated: carpet, grid, leather, tile, bottle")));
  EXPECT_THAT(notes, Contains(HasSubstr("* mtd mtd: 10 of 1344 images")));
  EXPECT_THAT(notes, Contains("saa+ by the engine 'official'"));
  EXPECT_THAT(notes, Not(Contains(HasSubstr("MTD: not evaluated"))));
}

TEST(Comparison, CsvHasALineForEveryRowFigureAndGroup) {
  const std::string csv = comparison_csv(compare_table1({}));
  EXPECT_EQ(std::ranges::count(csv, '\n'), 1 + 5 * 3 * 7);
  EXPECT_THAT(csv, HasSubstr("\nSAA+,F_p,MTD,,0,1,,35.40\n"));
}

TEST(Comparison, BarsStandForWholeGroupsOnly) {
  const std::vector results = {made_up(DatasetKind::mtd, "mtd", 0.5)};
  const std::string svg = comparison_svg(compare_table1(results), Figure::f_p);
  // Of SAA+, whose colour is the fifth: a box in the legend and one bar, MTD. Texture (1 of 7) and
  // total (1 of 29) have none.
  std::size_t bars = 0;
  for (std::size_t at = svg.find("class=\"f4\""); at != std::string::npos;
       at = svg.find("class=\"f4\"", at + 1))
    ++bars;
  EXPECT_EQ(bars, 2U);
}

}  // namespace
}  // namespace saa
