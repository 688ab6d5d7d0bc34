// read_mask: which pixels of which files are above a level.
#include "image/read_mask.h"

#include "core/atomic_file.h"
#include "fixture.h"
#include "image/opencv_view.h"
#include "image/write.h"
#include "unit/temporary_folder.h"

#include <gmock/gmock.h>
#include <opencv2/imgcodecs.hpp>
#include <saa/error.h>

namespace saa {
namespace {

using testing::ElementsAre;

/// A 16-bit grey picture of one row.
std::filesystem::path wide_row(const test::TemporaryFolder& folder, const std::string& name,
                               const std::vector<std::uint16_t>& values) {
  const std::filesystem::path file = folder / name;
  const cv::Mat row(1, static_cast<int>(values.size()), CV_16UC1,
                    const_cast<std::uint16_t*>(values.data()));
  std::vector<std::uint8_t> bytes;
  cv::imencode(file.extension().string(), row, bytes);
  write_file_atomically(file, std::as_bytes(std::span(bytes)));
  return file;
}

class ReadsWideMask : public testing::TestWithParam<const char*> {};

TEST_P(ReadsWideMask, ComparesSixteenBitsUnrounded) {
  const test::TemporaryFolder folder;
  const auto file = wide_row(folder, GetParam(), {0, 1, 128, 32639, 32640, 65535});
  EXPECT_THAT(read_mask(file, 0).values, ElementsAre(0, 1, 1, 1, 1, 1));
  EXPECT_THAT(read_mask(file, 127).values, ElementsAre(0, 0, 0, 0, 1, 1));
}
INSTANTIATE_TEST_SUITE_P(Formats, ReadsWideMask, testing::Values("mask.png", "mask.tif"));

TEST(ReadMask, CountsAnyChannelOfAColour) {
  Image image = make_image(4, 1);
  image.rgb = {0, 0, 0, 1, 0, 0, 0, 200, 0, 0, 0, 128};
  const test::TemporaryFolder folder;
  write_file_atomically(folder / "mask.png", encode_png(image));
  EXPECT_THAT(read_mask(folder / "mask.png", 0).values, ElementsAre(0, 1, 1, 1));
  EXPECT_THAT(read_mask(folder / "mask.png", 127).values, ElementsAre(0, 0, 1, 1));
}

TEST(ReadMask, TakesAPaletteByItsColours) {
  const Image colours = read_image(fixture("palette.png"));
  const Mask mask = read_mask(fixture("palette.png"), 100);
  for (std::size_t i = 0; i < mask.values.size(); ++i) {
    const auto* pixel = &colours.rgb[3 * i];
    EXPECT_EQ(mask.values[i], pixel[0] > 100 || pixel[1] > 100 || pixel[2] > 100 ? 1 : 0) << i;
  }
}

TEST(ReadMask, DoesNotCountAlpha) {
  const Mask with = read_mask(fixture("rgba.png"), 0);
  EXPECT_EQ(with.values, read_mask(fixture("rgb.png"), 0).values);
}

TEST(ReadMask, RefusesWhatIsNoPicture) {
  const test::TemporaryFolder folder;
  write_file_atomically(folder / "mask.png", std::string_view("not a picture"));
  EXPECT_THROW(static_cast<void>(read_mask(folder / "mask.png", 0)), InputError);
  EXPECT_THROW(static_cast<void>(read_mask(folder / "none.png", 0)), IoError);
}

}  // namespace
}  // namespace saa
