#include "evaluation/tables/groups.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <saa/profile.h>
#include <set>
#include <string>

namespace saa {
namespace {

TEST(Groups, HaveThePublishedSizes) {
  EXPECT_EQ(group_size(Group::visa), 12U);
  EXPECT_EQ(group_size(Group::mvtec), 15U);
  EXPECT_EQ(group_size(Group::ksdd2), 1U);
  EXPECT_EQ(group_size(Group::mtd), 1U);
  EXPECT_EQ(group_size(Group::texture), 7U);
  EXPECT_EQ(group_size(Group::object), 22U);
  EXPECT_EQ(group_size(Group::total), 29U);
}

TEST(Groups, NameTheCategoriesAsTheProfilesDo) {
  std::set<std::string> categories;
  for (const PaperCategory& category : paper_categories())
    categories.insert(std::string(dataset_name(category.dataset)) + '/' +
                      std::string(category.name));
  std::set<std::string> profiles;
  for (const std::string& name : builtin_profiles())
    if (name != "default") profiles.insert(name);
  EXPECT_EQ(categories, profiles);
}

TEST(Groups, EveryCategoryIsEitherTextureOrObject) {
  for (const PaperCategory& category : paper_categories())
    EXPECT_NE(belongs_to(category, Group::texture), belongs_to(category, Group::object))
        << category.name;
}

}  // namespace
}  // namespace saa
