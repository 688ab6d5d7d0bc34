#include "baselines/clipseg/phrases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace saa::baselines {
namespace {

using testing::ElementsAre;

TEST(ClipsegPhrases, AreTheProfilesPromptsEachByItself) {
  Profile profile;
  profile.class_name = "bottle";
  profile.general = {"defect on {}"};
  profile.prompts = {{.text = "crack. black  spot .", .filtered_phrase = ""},
                     {.text = "crack", .filtered_phrase = "bottle"},
                     {.text = " . .scratch of 0.5 mm", .filtered_phrase = ""}};
  EXPECT_THAT(clipseg_phrases(profile),
              ElementsAre("defect on bottle", "crack", "black  spot", ".scratch of 0.5 mm"));
}

TEST(ClipsegPhrases, AreTheNaiveOneWhereAProfileHasNone) {
  Profile profile;
  profile.general.clear();
  EXPECT_THAT(clipseg_phrases(profile), ElementsAre("anomaly"));
}

}  // namespace
}  // namespace saa::baselines
