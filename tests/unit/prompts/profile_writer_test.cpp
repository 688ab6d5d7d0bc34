#include <gmock/gmock.h>
#include <limits>
#include <saa/error.h>
#include <saa/profile.h>

namespace saa {
namespace {

void expect_round_trip(const Profile& profile) {
  EXPECT_EQ(parse_profile(to_toml(profile), profile.name), profile) << to_toml(profile);
}

TEST(ProfileWriter, WritesEveryBuiltInProfileSoThatItReadsTheSame) {
  for (const std::string& name : builtin_profiles()) expect_round_trip(find_profile(name));
}

TEST(ProfileWriter, WritesAPlainFile) {
  Profile profile;
  profile.class_name = "bracket";
  profile.object = "metal bracket";
  profile.threshold = 1;
  profile.prompts = {{"crack. scratch.", "metal"}};
  EXPECT_EQ(to_toml(profile), R"(schema = 1
class_name = "bracket"
object = "metal bracket"
object_count = 1
similar = false
top_k = 5
max_area = 0.9
overlap = "inside"
min_overlap = 0.0
threshold = 1.0
general = ["defect on {}", "damage on {}", "flaw on {}"]

[[prompt]]
text = "crack. scratch."
filtered_phrase = "metal"
)");
}

TEST(ProfileWriter, KeepsEveryDigitAndEveryCharacter) {
  Profile profile;
  profile.name = "lab/odd";
  profile.object = R"(a "quoted" \ back\nslash # 'x' = [1] Gehäuse 螺 🔩)";
  profile.class_name = " {} ";
  profile.reference_object = "x,";
  profile.object_count = kMaxProfileCount;
  profile.top_k = kMaxProfileCount;
  profile.similar = true;
  profile.max_area = 0.1 + 0.2;
  profile.overlap = OverlapRule::none;
  profile.min_overlap = std::numeric_limits<double>::denorm_min();
  profile.threshold = 1e300;
  profile.general = {};
  profile.prompts = {{"\"", "\\"}, {"\\\"", ""}};
  expect_round_trip(profile);
  for (const double area : {1.0, 1.0 / 3, 1e-5, 1e-320, 5e-1}) {
    profile.max_area = area;
    profile.threshold = area * 1e7;
    profile.overlap = OverlapRule::iou;
    expect_round_trip(profile);
  }
}

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Invalid {
  void (*spoil)(Profile&);
  std::string message;
};

TEST(ValidateProfile, NamesTheFieldThatIsOutOfRange) {
  const std::vector<Invalid> cases = {
      {[](Profile& p) { p.name = ""; },
       "profile: name: expected a text that is not empty, found \"\""},
      {[](Profile& p) { p.class_name = "\x01"; }, "profile: class_name: expected one line"},
      {[](Profile& p) { p.object = ""; }, "profile: object: expected a text that is not empty"},
      {[](Profile& p) { p.object = "\xc3("; },
       "profile: object: expected UTF-8 text, found \"?(\""},
      {[](Profile& p) { p.reference_object = "a\nb"; },
       "profile: reference_object: expected one line"},
      {[](Profile& p) { p.object_count = 0; },
       "profile: object_count: expected a whole number from 1"},
      {[](Profile& p) { p.top_k = -1; }, "profile: top_k: expected a whole number from 1"},
      {[](Profile& p) { p.max_area = kNan; }, "profile: max_area: expected a number above 0"},
      {[](Profile& p) { p.overlap = OverlapRule(9); }, "profile: overlap"},
      {[](Profile& p) { p.min_overlap = -1; },
       "profile: min_overlap: expected a number from 0 to 1"},
      {[](Profile& p) { p.threshold = kNan; },
       "profile: threshold: expected a number of at least 0"},
      {[](Profile& p) {
         p.general = {"a", "{0}"};
       },
       "profile: general[1]: expected braces only"},
      {[](Profile& p) {
         p.general = {"a", "b", "a"};
       },
       "profile: general[2]: expected each once, found general[0] again"},
      {[](Profile& p) {
         p.prompts = {{"a", ""}, {"", ""}};
       },
       "profile: prompts[1].text: expected"},
      {[](Profile& p) {
         p.prompts = {{"a", "\xff"}};
       },
       "profile: prompts[0].filtered_phrase: expected"},
      {[](Profile& p) {
         p.prompts = {{"b", ""}, {"a", "x"}, {"a", "x"}};
       },
       "profile: prompts[2]: expected each once, found prompts[1] again"},
  };
  for (const Invalid& invalid : cases) {
    Profile profile;
    invalid.spoil(profile);
    for (const auto& use : {+[](const Profile& p) { validate_profile(p); },
                            +[](const Profile& p) { static_cast<void>(to_toml(p)); }}) {
      try {
        use(profile);
        ADD_FAILURE() << "no error for " << invalid.message;
      } catch (const InputError& error) {
        EXPECT_THAT(error.what(), ::testing::StartsWith(invalid.message));
      }
    }
  }
}

TEST(ValidateProfile, AcceptsWhatIsBuiltIn) {
  for (const std::string& name : builtin_profiles())
    EXPECT_NO_THROW(validate_profile(find_profile(name)));
  EXPECT_NO_THROW(validate_profile({}));
}

}  // namespace
}  // namespace saa
