#include "cli/profile_options.h"

#include <gmock/gmock.h>
#include <saa/error.h>

namespace saa::cli {
namespace {

TEST(ProfileOptions, NothingGivenIsTheDefaultProfile) { EXPECT_EQ(resolve_profile({}), Profile{}); }

TEST(ProfileOptions, ANamedProfileStaysAsItIs) {
  ProfileOptions options;
  options.profile = "visa/candle";
  EXPECT_EQ(resolve_profile(options), find_profile("visa/candle"));
}

TEST(ProfileOptions, PromptsReplaceTheProfilesOwn) {
  ProfileOptions options;
  options.profile = "visa/candle";
  options.object = "wax";
  options.prompts = {"crack", "hole=wick", "spot="};
  const Profile profile = resolve_profile(options);
  EXPECT_THAT(profile.prompts, ::testing::ElementsAre(Prompt{"crack", "wax"},
                                                      Prompt{"hole", "wick"}, Prompt{"spot", ""}));
  EXPECT_EQ(profile.object, "wax");
  EXPECT_EQ(profile.class_name, "wax");
  EXPECT_EQ(profile.name, "visa/candle (changed by options)");
}

TEST(ProfileOptions, SingleOptionsStandOverTheSentence) {
  ProfileOptions options;
  options.sentence =
      "the image of candle have 4 similar candle, with a maximum of 3 anomaly. The anomaly would "
      "not exceed 0.3 object area.";
  options.top_k = 7;
  const Profile profile = resolve_profile(options);
  EXPECT_EQ(profile.object_count, 4);
  EXPECT_EQ(profile.max_area, 0.3);
  EXPECT_EQ(profile.top_k, 7);
}

TEST(ProfileOptions, WhatCannotBeMeantIsAUsageError) {
  ProfileOptions no_area;
  no_area.max_area = 0;
  EXPECT_THROW(static_cast<void>(resolve_profile(no_area)), UsageError);
  ProfileOptions no_words;
  no_words.prompts = {""};
  EXPECT_THROW(static_cast<void>(resolve_profile(no_words)), UsageError);
  ProfileOptions no_effect;
  no_effect.overlap = OverlapRule::none;
  no_effect.min_overlap = 0.5;
  EXPECT_THROW(static_cast<void>(resolve_profile(no_effect)), UsageError);
  ProfileOptions unknown;
  unknown.profile = "visa/candel";
  EXPECT_THROW(static_cast<void>(resolve_profile(unknown)), UsageError);
}

}  // namespace
}  // namespace saa::cli
