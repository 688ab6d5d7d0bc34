#include "evaluation/tables/averages.h"

#include "unit/evaluation/tables/made_up_results.h"

#include <gmock/gmock.h>

namespace saa {
namespace {

TEST(Averages, EachCategoryIsOneUnit) {
  const auto results = made_up_paper(/*visa=*/0.2707, /*mvtec=*/0.3940, /*ksdd2=*/0.5919,
                                     /*mtd=*/0.3540);
  const GroupMean total = group_mean(results, Group::total, Figure::f_p);
  EXPECT_TRUE(total.is_complete());
  EXPECT_DOUBLE_EQ(total.value, (12 * 0.2707 + 15 * 0.3940 + 0.5919 + 0.3540) / 29);
  const GroupMean texture = group_mean(results, Group::texture, Figure::f_p);
  EXPECT_DOUBLE_EQ(texture.value, (5 * 0.3940 + 0.5919 + 0.3540) / 7);
  const GroupMean object = group_mean(results, Group::object, Figure::f_p);
  EXPECT_DOUBLE_EQ(object.value, (12 * 0.2707 + 10 * 0.3940) / 22);
}

TEST(Averages, EachFigureIsItsOwn) {
  const std::vector results = {made_up(DatasetKind::mtd, "mtd", 0.8)};
  EXPECT_DOUBLE_EQ(group_mean(results, Group::mtd, Figure::f_p).value, 0.8);
  EXPECT_DOUBLE_EQ(group_mean(results, Group::mtd, Figure::f_r).value, 0.4);
  EXPECT_DOUBLE_EQ(group_mean(results, Group::mtd, Figure::f_r_one_to_one).value, 0.2);
}

TEST(Averages, AnIncompleteGroupSaysSo) {
  const std::vector results = {made_up(DatasetKind::mtd, "mtd", 0.4),
                               made_up(DatasetKind::mvtec, "wood", 0.5)};
  const GroupMean texture = group_mean(results, Group::texture, Figure::f_p);
  EXPECT_FALSE(texture.is_complete());
  EXPECT_EQ(mean_text(texture), "45.00 (2 of 7)");
  EXPECT_EQ(mean_text(group_mean(results, Group::mtd, Figure::f_p)), "40.00");
}

TEST(Averages, AMissingGroupIsADash) {
  const GroupMean missing = group_mean({}, Group::total, Figure::f_p);
  EXPECT_TRUE(missing.is_missing());
  EXPECT_EQ(missing.of, 29U);
  EXPECT_EQ(mean_text(missing), "–");
}

TEST(Averages, AStarMarksImagesLeftOut) {
  CategoryResult part = made_up(DatasetKind::mtd, "mtd", 0.4);
  part.metrics.images = 373;
  EXPECT_EQ(mean_text(group_mean({&part, 1}, Group::mtd, Figure::f_p)), "40.00*");
  EXPECT_EQ(mean_text(group_mean({&part, 1}, Group::total, Figure::f_p)), "40.00* (1 of 29)");
  EXPECT_FALSE(group_mean({&part, 1}, Group::mtd, Figure::f_p).is_complete());
}

TEST(Averages, ATreeThatLacksImagesIsNotTheWhole) {
  CategoryResult part = made_up(DatasetKind::mtd, "mtd", 0.4);
  part.metrics.images = part.expected_images = 373;
  EXPECT_EQ(whole_size(part), 1344U);
  EXPECT_EQ(mean_text(group_mean({&part, 1}, Group::mtd, Figure::f_p)), "40.00*");
}

TEST(Averages, AFigureThatIsNotDefinedIsNotZero) {
  CategoryResult undefined = made_up(DatasetKind::mvtec, "wood", 0.4);
  undefined.metrics.pixel_f1_max.reset();
  const std::vector results = {undefined, made_up(DatasetKind::mvtec, "tile", 0.6)};
  const GroupMean mean = group_mean(results, Group::mvtec, Figure::f_p);
  EXPECT_EQ(mean.categories, 1U);
  EXPECT_DOUBLE_EQ(mean.value, 0.6);
}

TEST(Averages, CategoriesThatThePaperLacksAreLeftOut) {
  const std::vector results = {made_up(DatasetKind::folder, "wood", 0.9),
                               made_up(DatasetKind::mvtec, "wood", 0.1),
                               made_up(DatasetKind::mvtec, "wood", 0.7)};
  const GroupMean mean = group_mean(results, Group::total, Figure::f_p);
  EXPECT_EQ(mean.categories, 1U);
  EXPECT_DOUBLE_EQ(mean.value, 0.1) << "of several results of a category the first counts";
}

}  // namespace
}  // namespace saa
