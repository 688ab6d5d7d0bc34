#include <gmock/gmock.h>
#include <saa/profile.h>

namespace saa {
namespace {

using ::testing::ElementsAre;

Profile bracket() {
  Profile profile;
  profile.object = "metal bracket";
  profile.class_name = "bracket";
  profile.general = {"defect on {}", "a {} beside a {}"};
  profile.prompts = {{"crack. scratch.", "metal"}};
  return profile;
}

TEST(LanguagePrompts, AreTheTemplatesFilledInThenThePromptsOfTheClass) {
  EXPECT_THAT(bracket().language_prompts(),
              ElementsAre(Prompt{"defect on bracket", "bracket"},
                          Prompt{"a bracket beside a bracket", "bracket"},
                          Prompt{"crack. scratch.", "metal"}));
}

TEST(LanguagePrompts, CanBeSwitchedOffByKind) {
  EXPECT_THAT(bracket().language_prompts(/*class_agnostic=*/false),
              ElementsAre(Prompt{"crack. scratch.", "metal"}));
  EXPECT_EQ(bracket().language_prompts(true, /*class_specific=*/false).size(), 2U);
}

TEST(LanguagePrompts, FallBackToTheNaiveOne) {
  const Prompt naive{"anomaly", ""};
  EXPECT_THAT(bracket().language_prompts(false, false), ElementsAre(naive));
  Profile silent = bracket();
  silent.general.clear();
  EXPECT_THAT(silent.language_prompts(true, false), ElementsAre(naive));
  silent.prompts.clear();
  EXPECT_THAT(silent.language_prompts(), ElementsAre(naive));
}

TEST(LanguagePrompts, TakeTheObjectWhereTheClassHasNoName) {
  Profile profile = bracket();
  profile.class_name.clear();
  EXPECT_EQ(profile.language_prompts()[0], (Prompt{"defect on metal bracket", "metal bracket"}));
}

TEST(LanguagePrompts, FillInANameWithBracesOnce) {
  Profile profile = bracket();
  profile.class_name = "{}";
  EXPECT_EQ(profile.language_prompts()[1].text, "a {} beside a {}");
}

}  // namespace
}  // namespace saa
