#include "cli/option_values.h"

#include <gmock/gmock.h>
#include <saa/error.h>

namespace saa::cli {
namespace {

template <typename F>
std::string usage_error(const F& read) {
  try {
    static_cast<void>(read());
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

TEST(OptionValues, TakeNumbersInRangeOnly) {
  EXPECT_EQ(read_number("--threshold", "0.25", 0, 1), 0.25);
  EXPECT_EQ(read_number("--threshold", "1e-3", 0, 1), 0.001);
  for (const char* text :
       {"nan", "-nan", "inf", "-0.1", "1.5", "0.5x", "", " 0.5", "0,5", "half"}) {
    EXPECT_EQ(usage_error([&] { return read_number("--threshold", text, 0, 1); }),
              std::string("--threshold takes a number from 0 to 1, not '") + text + "'");
  }
}

TEST(OptionValues, TakeWholeNumbersInRangeOnly) {
  EXPECT_EQ(read_integer("--top-k", "17", 1, 100), 17);
  for (const char* text : {"0", "-1", "101", "1.5", "99999999999999999999", "x", ""}) {
    EXPECT_EQ(usage_error([&] { return read_integer("--top-k", text, 1, 100); }),
              std::string("--top-k takes a whole number from 1 to 100, not '") + text + "'");
  }
}

TEST(OptionValues, NameTheNearestChoice) {
  const std::vector<std::string> names = {"paper", "reference", "saa"};
  EXPECT_EQ(read_choice("--preset", "saa", names), 2U);
  EXPECT_EQ(usage_error([&] { return read_choice("--preset", "papr", names); }),
            "--preset takes one of paper, reference, saa, not 'papr'; did you mean 'paper'?");
  EXPECT_EQ(usage_error([&] { return read_choice("--preset", "zzzzzzzz", names); }),
            "--preset takes one of paper, reference, saa, not 'zzzzzzzz'");
}

}  // namespace
}  // namespace saa::cli
