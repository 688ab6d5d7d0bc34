#include "image/run_lengths.h"

#include "drawn_mask.h"
#include "fixture.h"
#include "image/mask_geometry.h"

#include <gmock/gmock.h>
#include <saa/error.h>
#include <sstream>

namespace saa {
namespace {

using testing::ElementsAre;

struct CocoCase {
  Mask mask;
  std::string text;
  std::vector<std::uint32_t> counts;
};

/// Masks with what pycocotools makes of them.
std::vector<CocoCase> coco_cases() {
  std::vector<CocoCase> cases;
  std::ifstream table(fixture("coco_rle.txt"));
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream fields(line);
    int width = 0;
    int height = 0;
    std::uint32_t seed = 0;
    int threshold = 0;
    CocoCase coco;
    fields >> width >> height >> seed >> threshold >> coco.text;
    for (std::uint32_t count = 0; fields >> count;) coco.counts.push_back(count);
    coco.mask = Mask(width, height);
    const Image noise = pixel_noise(width, height, seed);
    for (std::size_t i = 0; i < coco.mask.values.size(); ++i)
      coco.mask.values[i] = noise.rgb[3 * i] >= threshold;
    cases.push_back(std::move(coco));
  }
  return cases;
}

TEST(RunLengths, EqualThoseOfPycocotools) {
  ASSERT_EQ(coco_cases().size(), 10U);
  for (const CocoCase& coco : coco_cases()) {
    const RunLengths runs = run_lengths(coco.mask);
    EXPECT_EQ(runs.counts, coco.counts);
    EXPECT_EQ(compressed_counts(runs), coco.text);
  }
}

TEST(RunLengths, AreUndoneByDecoding) {
  for (const CocoCase& coco : coco_cases()) {
    const int width = coco.mask.width;
    const int height = coco.mask.height;
    const RunLengths runs = parse_compressed_counts(coco.text, width, height);
    EXPECT_EQ(runs.counts, coco.counts);
    EXPECT_EQ(decode_run_lengths(runs).values, coco.mask.values);
  }
}

TEST(RunLengths, RunDownTheColumnsAndStartWithZeros) {
  const Mask mask = drawn({"#..",  //
                           "##."});
  EXPECT_THAT(run_lengths(mask).counts, ElementsAre(0, 2, 1, 1, 2));
}

TEST(RunLengths, OfARegionAreThoseOfTheWholeMask) {
  const Mask window = drawn({".#.", "###"});
  for (const auto& [x, y] : {std::pair(0, 0), std::pair(2, 1), std::pair(4, 3), std::pair(-1, -1),
                             std::pair(5, 4), std::pair(90, 0)}) {
    const RegionMask region{x, y, window};
    EXPECT_EQ(run_lengths(region, 7, 5).counts, run_lengths(paste(region, 7, 5)).counts);
  }
  EXPECT_THAT(run_lengths(RegionMask{}, 4, 3).counts, ElementsAre(12));
}

TEST(RunLengths, OfNoPixelsAreNone) {
  EXPECT_TRUE(run_lengths(Mask()).counts.empty());
  EXPECT_EQ(compressed_counts(run_lengths(Mask())), "");
  EXPECT_TRUE(decode_run_lengths(RunLengths{}).empty());
}

TEST(DecodeRunLengths, RefusesCountsThatDoNotFillTheImage) {
  EXPECT_THROW(static_cast<void>(decode_run_lengths({2, 2, {1, 2}})), InputError);
  EXPECT_THROW(static_cast<void>(decode_run_lengths({2, 2, {1, 4}})), InputError);
  EXPECT_THROW(static_cast<void>(decode_run_lengths({2, 2, {0xFFFFFFFF, 5}})), InputError);
  EXPECT_THROW(static_cast<void>(decode_run_lengths({-2, -2, {4}})), InputError);
}

TEST(DecodeRunLengths, RefusesAnImageBeyondTheLimit) {
  EXPECT_THROW(static_cast<void>(decode_run_lengths({60000, 60000, {3'600'000'000U}})), InputError);
  EXPECT_THROW(static_cast<void>(decode_run_lengths({4, 4, {16}}, 15)), InputError);
}

TEST(ParseCompressedCounts, RefusesWhatCannotHaveBeenWritten) {
  const auto parse = [](std::string_view text) {
    static_cast<void>(parse_compressed_counts(text, 9, 9));
  };
  EXPECT_THROW(parse("5 5"), InputError);             // no digit
  EXPECT_THROW(parse("\x7f"), InputError);            // beyond the digits
  EXPECT_THROW(parse("\xc3\xa9"), InputError);        // UTF-8
  EXPECT_THROW(parse("5P"), InputError);              // ends within a number
  EXPECT_THROW(parse("ooooooooooooo0"), InputError);  // too long a number
  EXPECT_THROW(parse("O"), InputError);               // a run of -1
  EXPECT_THROW(parse("oooooo7"), InputError);         // a run of 2^32
}

}  // namespace
}  // namespace saa
