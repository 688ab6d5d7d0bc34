#include "evaluation/tables/published.h"

#include <cmath>
#include <gmock/gmock.h>
#include <map>
#include <string>

namespace saa {
namespace {

/// Every complete row of Table 1 with each of its two figures.
std::vector<std::pair<std::string, GroupFigures>> complete_rows() {
  std::vector<std::pair<std::string, GroupFigures>> rows;
  for (const PublishedRow& row : published_table1()) {
    for (const auto& [figure, values] : {std::pair("F_p", row.f_p), std::pair("F_r", row.f_r)})
      if (values.back()) rows.emplace_back(std::string(row.name) + ' ' + figure, values);
  }
  return rows;
}

// The paper's own arithmetic: a mistyped digit anywhere breaks it. Each figure is rounded to 0.005;
// the sums of rounded terms are off by at most twice that.
constexpr double kRounding = 0.0101;

TEST(Published, TotalIsTheMeanOverAllCategories) {
  const auto rows = complete_rows();
  ASSERT_EQ(rows.size(), 8U);
  for (const auto& [name, f] : rows) {
    EXPECT_NEAR((12 * *f[0] + 15 * *f[1] + *f[2] + *f[3]) / 29, *f[6], kRounding) << name;
    EXPECT_NEAR((7 * *f[4] + 22 * *f[5]) / 29, *f[6], kRounding) << name;
  }
}

TEST(Published, AblationsAverageToTheirTotalsButForTwo) {
  std::vector<std::string> odd;
  ASSERT_EQ(published_table2().size(), 7U);
  for (const PublishedRow& row : published_table2()) {
    for (const auto& [figure, f] : {std::pair("F_p", row.f_p), std::pair("F_r", row.f_r)})
      if (std::abs((7 * *f[4] + 22 * *f[5]) / 29 - *f[6]) > kRounding)
        odd.push_back(std::string(row.name) + ' ' + figure);
  }
  EXPECT_THAT(odd, testing::ElementsAre("without T_a F_p", "without P^C F_p"));
}

TEST(Published, TheFullMethodIsTheSameInBothTables) {
  const PublishedRow* full = find_published(published_table2(), "");
  const PublishedRow* saa_plus = find_published(published_table1(), "saa+");
  ASSERT_TRUE(full && saa_plus);
  for (const Group group : {Group::texture, Group::object, Group::total}) {
    EXPECT_EQ(full->at(group, Figure::f_p), saa_plus->at(group, Figure::f_p));
    EXPECT_EQ(full->at(group, Figure::f_r), saa_plus->at(group, Figure::f_r));
  }
}

TEST(Published, WinclipsCategoriesAverageToItsRow) {
  std::map<DatasetKind, double> sums;
  double objects = 0;
  for (const PublishedCategory& entry : published_winclip()) {
    sums[entry.dataset] += entry.f_p;
    for (const PaperCategory& category : paper_categories())
      if (category.dataset == entry.dataset && category.name == entry.category &&
          !category.is_texture)
        objects += entry.f_p;
  }
  const PublishedRow* row = find_published(published_table1(), "winclip");
  ASSERT_TRUE(row);
  // Each category is rounded to 0.05.
  EXPECT_NEAR(sums[DatasetKind::visa] / 12, *row->at(Group::visa, Figure::f_p), 0.05);
  EXPECT_NEAR(sums[DatasetKind::mvtec] / 15, *row->at(Group::mvtec, Figure::f_p), 0.05);
  EXPECT_NEAR(objects / 22, *row->at(Group::object, Figure::f_p), 0.05);
}

TEST(Published, NobodyPublishedTheOneToOneFigure) {
  for (const PublishedRow& row : published_table1())
    for (const Group group : kGroups) EXPECT_FALSE(row.at(group, Figure::f_r_one_to_one));
}

TEST(Published, EveryRerunNamesItsSource) {
  for (const Rerun& rerun : published_reruns()) {
    EXPECT_FALSE(rerun.source.empty());
    EXPECT_TRUE(find_published(published_table1(), rerun.method)) << rerun.method;
  }
}

TEST(Published, AnUnknownKeyHasNoRow) {
  EXPECT_EQ(find_published(published_table1(), "patchcore"), nullptr);
}

}  // namespace
}  // namespace saa
