#include <fstream>
#include <gmock/gmock.h>
#include <saa/error.h>
#include <saa/profile.h>

namespace saa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Runs each test in an empty folder of its own.
class FindProfile : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) / (std::string("saa_") + test->name());
    std::filesystem::create_directories(folder_);
    before_ = std::filesystem::current_path();
    std::filesystem::current_path(folder_);
  }

  void TearDown() override {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(folder_);
  }

  static void write(const std::filesystem::path& file, const std::string& object) {
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << "schema = 1\nobject = \"" << object << "\"\n";
  }

  static std::string message_for(const std::string& name) {
    try {
      static_cast<void>(find_profile(name));
    } catch (const InputError& error) {
      return error.what();
    }
    return "no error";
  }

 private:
  std::filesystem::path folder_;
  std::filesystem::path before_;
};

TEST_F(FindProfile, KnowsTheBuiltInOnes) {
  EXPECT_EQ(find_profile("visa/candle").object, "candle");
  EXPECT_EQ(find_profile("default").object, "object");
}

TEST_F(FindProfile, ReadsWhatEndsInTomlAsAFile) {
  write("mine.toml", "bracket");
  EXPECT_EQ(find_profile("mine.toml").object, "bracket");
  EXPECT_THROW(static_cast<void>(find_profile("default.toml")), IoError);
}

TEST_F(FindProfile, PrefersABuiltInNameToAPath) {
  write("visa/candle", "bracket");
  EXPECT_EQ(find_profile("visa/candle").object, "candle");
  EXPECT_EQ(find_profile("./visa/candle").object, "bracket");
}

TEST_F(FindProfile, ReadsAnyOtherPathThatExists) {
  write("mine", "bracket");
  EXPECT_EQ(find_profile("mine").object, "bracket");
  EXPECT_EQ(find_profile("mine").name, "mine");
}

TEST_F(FindProfile, RefusesAFolder) {
  std::filesystem::create_directory("visa");
  EXPECT_THROW(static_cast<void>(find_profile("visa")), IoError);
}

TEST_F(FindProfile, SuggestsTheNearestName) {
  EXPECT_EQ(message_for("visa/candel"),
            "no profile is called \"visa/candel\"; did you mean \"visa/candle\"? (`saa profiles "
            "list` shows the names; a file ends in .toml)");
  EXPECT_THAT(message_for("candle"), HasSubstr("did you mean \"visa/candle\"?"));
  EXPECT_THAT(message_for("capsule"), HasSubstr("did you mean \"mvtec/capsule\"?"));
  EXPECT_THAT(message_for("chewing_gum"), HasSubstr("did you mean \"visa/chewinggum\"?"));
  EXPECT_THAT(message_for("defualt"), HasSubstr("did you mean \"default\"?"));
  EXPECT_THAT(message_for("qqqqqqqqqqqq"), Not(HasSubstr("did you mean")));
  EXPECT_THAT(message_for(""), HasSubstr("no profile is called \"\""));
}

TEST_F(FindProfile, GivesTheTextOfABuiltInOne) {
  EXPECT_EQ(parse_profile(builtin_profile_text("visa/pcb1"), "visa/pcb1"),
            find_profile("visa/pcb1"));
  EXPECT_THROW(static_cast<void>(builtin_profile_text("visa/pcb9")), InputError);
}

}  // namespace
}  // namespace saa
