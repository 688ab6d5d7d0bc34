#include "evaluation/run/variant.h"

#include <gtest/gtest.h>
#include <saa/error.h>

namespace saa {
namespace {

TEST(Variant, IsNamedAfterWhatItChanges) {
  EXPECT_EQ(variant_name({}), "");
  EXPECT_EQ(variant_name({.preset = Preset::saa}), "");
  EXPECT_EQ(variant_name({.prompts = {.saliency = false}}), "without-saliency");
  EXPECT_EQ(variant_name({.prompts = {.class_agnostic = false}}), "without-class-agnostic");
  EXPECT_EQ(variant_name({.prompts = {.class_agnostic = false, .class_specific = false}}),
            "without-language");
  EXPECT_EQ(variant_name({.preset = Preset::reference, .prompts = {.property = false}, .top_k = 3}),
            "reference,without-property,top-k=3");
}

TEST(Variant, ChangesTheProfileInKOnly) {
  Profile expected = find_profile("mtd/mtd");
  EXPECT_EQ(with_variant(expected, {}), expected);
  expected.top_k = 3;
  EXPECT_EQ(with_variant(find_profile("mtd/mtd"), {.top_k = 3}), expected);
  EXPECT_THROW((void)with_variant({}, {.top_k = 0}), InputError);
}

}  // namespace
}  // namespace saa
