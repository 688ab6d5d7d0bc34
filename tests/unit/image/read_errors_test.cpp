// Files that are no picture, not a whole one, or too large: InputError or IoError with a reason,
// nothing on stderr from below, and no memory for pixels that are only claimed.
#include "fixture.h"

#include <algorithm>
#include <array>
#include <gmock/gmock.h>
#include <saa/error.h>
#include <sys/stat.h>
#include <unistd.h>

namespace saa {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The message of the InputError that decoding throws.
std::string refusal(std::span<const std::uint8_t> bytes, const ReadLimits& limits = {}) {
  try {
    static_cast<void>(decode_image(bytes, "part.png", limits));
  } catch (const InputError& error) {
    return error.what();
  }
  return "(no error)";
}

std::string refusal(std::string_view text) {
  return refusal(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

/// The message of the IoError that reading throws.
std::string io_refusal(const std::filesystem::path& file) {
  try {
    static_cast<void>(read_image(file));
  } catch (const IoError& error) {
    return error.what();
  }
  return "(no error)";
}

class CutOff : public testing::TestWithParam<const char*> {};

TEST_P(CutOff, IsRefusedQuietly) {
  const auto bytes = fixture_bytes(GetParam());
  for (const std::size_t length : {bytes.size() / 4, bytes.size() / 2, bytes.size() * 9 / 10}) {
    testing::internal::CaptureStderr();
    const std::string message = refusal(std::span(bytes).first(length));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    EXPECT_THAT(message, AllOf(HasSubstr("part.png"), HasSubstr("damaged"), HasSubstr("again")))
        << length << " of " << bytes.size();
  }
}
INSTANTIATE_TEST_SUITE_P(Formats, CutOff,
                         testing::Values("rgb.png", "palette.png", "rgb16.png", "rgb.jpg",
                                         "progressive.jpg", "cmyk.jpg", "rgb.tif", "rgb16.tif",
                                         "lzw.tif", "big.tif", "rgb.bmp", "palette.bmp",
                                         "lossless.webp", "lossy.webp", "rgb.ppm", "grey.pgm",
                                         "one_bit.pbm", "rgb.pam", "rgb.pfm"));

TEST(DecodeImage, RefusesAFlippedBitInAPng) {
  auto bytes = fixture_bytes("rgb.png");
  bytes[bytes.size() / 2] ^= 0x10U;
  EXPECT_THAT(refusal(bytes), HasSubstr("damaged"));
}

TEST(DecodeImage, RefusesAPngWithTooFewRows) {
  testing::internal::CaptureStderr();
  EXPECT_THAT(refusal(fixture_bytes("short_rows.png")), HasSubstr("damaged"));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(DecodeImage, RefusesAChunkThatOnlyClaimsToBeLong) {
  auto bytes = fixture_bytes("orientation_6.png");
  constexpr std::array<std::uint8_t, 4> kName = {'e', 'X', 'I', 'f'};
  const auto at = std::search(bytes.begin(), bytes.end(), kName.begin(), kName.end());
  ASSERT_NE(at, bytes.end());
  *(at - 4) = 0x6A;  // 1.8 GB
  EXPECT_THAT(refusal(bytes), HasSubstr("ends before"));
}

TEST(DecodeImage, RefusesAJpegWhoseDataDoNotDecode) {
  auto bytes = fixture_bytes("rgb.jpg");
  std::fill(bytes.end() - 60, bytes.end() - 2, 0xFE);
  testing::internal::CaptureStderr();
  EXPECT_THAT(refusal(bytes), HasSubstr("damaged"));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(DecodeImage, SaysNothingOnStderrAboutOddNotes) {
  testing::internal::CaptureStderr();
  EXPECT_FALSE(decode_image(fixture_bytes("odd_profile.png"), "part.png").empty());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(DecodeImage, RefusesWhatIsNotAPicture) {
  EXPECT_THAT(refusal(""), AllOf(HasSubstr("part.png"), HasSubstr("empty")));
  EXPECT_THAT(refusal("Notes on the part\n"), AllOf(HasSubstr("not a picture"), HasSubstr("PNG")));
  EXPECT_THAT(refusal("P"), HasSubstr("not a picture"));
  EXPECT_THAT(refusal("Pay day"), HasSubstr("not a picture"));
}

TEST(DecodeImage, RefusesWholeNumbersOf32Bits) {
  EXPECT_THAT(refusal(fixture_bytes("int32.tif")), HasSubstr("convert it"));
}

TEST(DecodeImage, RefusesAHugeSizeBeforeDecoding) {
  EXPECT_THAT(refusal(fixture_bytes("huge.png")),
              AllOf(HasSubstr("20000x20000"), HasSubstr("100000000"), HasSubstr("--max-pixels")));
  EXPECT_THAT(refusal("P5\n20000 20000\n255\n"), HasSubstr("20000x20000"));
  EXPECT_THAT(refusal("P7\nWIDTH 20000\nHEIGHT 20000\nDEPTH 1\nMAXVAL 255\nENDHDR\n"),
              HasSubstr("20000x20000"));
  EXPECT_THAT(refusal("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 20000 +X 20000\n"),
              HasSubstr("20000x20000"));
}

/// 20000 written over the size in a header.
std::string refusal_of_enlarged(const char* name, std::size_t width_at, std::size_t height_at,
                                std::initializer_list<std::uint8_t> digits) {
  auto bytes = fixture_bytes(name);
  for (const std::size_t at : {width_at, height_at})
    std::copy(digits.begin(), digits.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
  return refusal(bytes);
}

TEST(DecodeImage, SeesTheSizeInEveryBinaryHeader) {
  const auto little = {std::uint8_t{0x20}, std::uint8_t{0x4E}};
  const auto big = {std::uint8_t{0x4E}, std::uint8_t{0x20}};
  EXPECT_THAT(refusal_of_enlarged("rgb.bmp", 18, 22, little), HasSubstr("20000x20000"));
  EXPECT_THAT(refusal_of_enlarged("rgb.ras", 6, 10, big), HasSubstr("20000x20000"));
  EXPECT_THAT(refusal_of_enlarged("rgb.jp2", 54, 50, big), HasSubstr("20000x20000"));
  // In JPEG, the frame header: its place depends on the tables before it.
  auto jpeg = fixture_bytes("rgb.jpg");
  const std::array<std::uint8_t, 4> frame = {0xFF, 0xC0, 0x00, 0x11};
  const auto at = std::search(jpeg.begin(), jpeg.end(), frame.begin(), frame.end());
  ASSERT_NE(at, jpeg.end());
  for (const int offset : {5, 7}) std::copy(big.begin(), big.end(), at + offset);
  EXPECT_THAT(refusal(jpeg), HasSubstr("20000x20000"));
}

TEST(DecodeImage, SeesTheSizeInATiffDirectory) {
  auto tiff = fixture_bytes("orientation_6.tif");  // 16 x 24 as stored
  for (std::size_t i = 0; i + 12 < tiff.size(); ++i) {
    const bool tag = tiff[i] <= 1 && tiff[i + 1] == 1 && tiff[i + 3] == 0 && tiff[i + 4] == 1;
    if (!tag || (tiff[i + 8] != 16 && tiff[i + 8] != 24)) continue;
    tiff[i + 8] = 0x20;
    tiff[i + 9] = 0x4E;
  }
  EXPECT_THAT(refusal(tiff), HasSubstr("20000x20000"));
}

TEST(DecodeImage, RefusesPicturesWithoutPixels) {
  EXPECT_THAT(refusal("P6\n0 0\n255\n"), HasSubstr("no pixels"));
  EXPECT_THAT(refusal_of_enlarged("rgb.bmp", 18, 22, {0, 0}), HasSubstr("no pixels"));
}

TEST(DecodeImage, KeepsToTheLimitOnPixels) {
  const auto bytes = fixture_bytes("rgb.png");
  EXPECT_FALSE(decode_image(bytes, "part.png", {.max_pixels = 13 * 9}).empty());
  EXPECT_THAT(refusal(bytes, {.max_pixels = 13 * 9 - 1}), HasSubstr("limit of 116"));
}

TEST(DecodeImage, RefusesHeadersThatCannotBeMeant) {
  EXPECT_THAT(refusal("P6\nwide high\n255\n"), HasSubstr("\"wide\" where the width belongs"));
  EXPECT_THAT(refusal("P6\n-5 7\n255\n"), HasSubstr("damaged"));
  EXPECT_THAT(refusal("P6 # no end"), HasSubstr("ends before"));
  EXPECT_THAT(refusal("BMxxxxxxxxxx"), HasSubstr("ends before"));
  EXPECT_THAT(refusal(std::string_view("II*\0\xff\xff\xff\xff", 8)), HasSubstr("ends before"));
  EXPECT_THAT(refusal(std::string_view("RIFF\xff\xff\xff\xffWEBPabcd", 16)), HasSubstr("WebP"));
}

TEST(ReadImage, SaysWhyAFileCannotBeOpened) {
  EXPECT_THAT(io_refusal("no/such/part.png"),
              AllOf(HasSubstr("no/such/part.png"), HasSubstr("No such file")));
  EXPECT_THAT(io_refusal(std::filesystem::temp_directory_path()), HasSubstr("it is a folder"));
}

TEST(ReadImage, DoesNotWaitForAPipe) {
  const auto pipe =
      std::filesystem::temp_directory_path() / ("saa_pipe_" + std::to_string(::getpid()) + ".png");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(io_refusal(pipe), HasSubstr("not a regular file"));
  std::filesystem::remove(pipe);
}

TEST(ReadImage, KeepsToTheLimitOnBytes) {
  EXPECT_THROW(static_cast<void>(read_image(fixture("rgb.png"), {.max_file_bytes = 20})),
               InputError);
}

}  // namespace
}  // namespace saa
