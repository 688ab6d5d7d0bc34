#include "baselines/choose_variant.h"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <saa/error.h>
#include <string>

namespace saa::baselines {
namespace {

constexpr std::array<std::string_view, 2> kVariants = {"anomalib", "zqhang"};

TEST(ChooseVariant, FindsTheNamedOneAndElseTheFirst) {
  EXPECT_EQ(choose_variant(Method::winclip, "", kVariants), 0U);
  EXPECT_EQ(choose_variant(Method::winclip, "zqhang", kVariants), 1U);
}

TEST(ChooseVariant, AnUnknownNameIsAUsageErrorWithTheNearest) {
  try {
    (void)choose_variant(Method::winclip, "anomlib", kVariants);
    FAIL() << "taken";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "winclip has no variant 'anomlib', only anomalib, zqhang; did you mean "
                 "'anomalib'?");
  }
}

}  // namespace
}  // namespace saa::baselines
