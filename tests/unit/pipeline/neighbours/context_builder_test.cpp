#include "pipeline/neighbours/context_builder.h"

#include "pipeline/neighbours/mask_pictures.h"
#include "pipeline/neighbours/mutual_score.h"
#include "unit/pipeline/neighbours/fake_patches.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <saa/error.h>
#include <string>
#include <vector>

namespace saa {
namespace {

namespace fs = std::filesystem;

void write_picture(const fs::path& file, const Image& image) {
  std::ofstream out(file, std::ios::binary);
  out << "P6 " << image.width << ' ' << image.height << " 255\n";
  out.write(reinterpret_cast<const char*>(image.rgb.data()),
            static_cast<std::streamsize>(image.rgb.size()));
}

class ContextBuilder : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::vector<fs::path> pictures(unsigned count) {
    std::vector<fs::path> files;
    for (unsigned i = 0; i < count; ++i) {
      files.push_back(folder_ / (std::to_string(i) + ".ppm"));
      write_picture(files.back(), coloured(i));
    }
    return files;
  }

  BuiltContext build(const std::vector<fs::path>& files, const ContextOptions& options = {},
                     int threads = 2) {
    return build_context(files, options, 0.3, extractor_, threads, progress_, &stop_);
  }

  fs::path folder_;
  FakePatches extractor_;
  Context::Progress progress_;
  std::atomic<bool> stop_{false};
};

TEST_F(ContextBuilder, GivesTheSameForAnyOrderOfPicturesAndNumberOfThreads) {
  auto files = pictures(12);
  const ContextOptions options{.size = 7, .seed = 5};
  const std::string expected = digest(build(files, options, 1).data);
  std::ranges::reverse(files);
  EXPECT_EQ(digest(build(files, options, 3).data), expected);
  files.push_back(files.front());  // named twice
  EXPECT_EQ(digest(build(files, options).data), expected);
  EXPECT_NE(digest(build(files, {.size = 7, .seed = 6}).data), expected);
}

TEST_F(ContextBuilder, LooksOnlyAtThePicturesThatAreDrawn) {
  const BuiltContext built = build(pictures(12), {.size = 4});
  EXPECT_EQ(extractor_.pictures, 4);
  EXPECT_EQ(built.data.names.size(), 4U);
  EXPECT_EQ(built.data.patches.references, 4U);
  EXPECT_EQ(build(pictures(12), {.size = 0}).data.names.size(), 12U);
}

TEST_F(ContextBuilder, DrawsAnotherForAPictureThatCannotBeRead) {
  auto files = pictures(6);
  std::ofstream(files[2], std::ios::trunc) << "no picture";
  files.push_back(folder_ / "missing.ppm");
  const BuiltContext built = build(files, {.size = 0});
  EXPECT_EQ(built.data.names.size(), 5U);
  ASSERT_EQ(built.notices.size(), 2U);
  EXPECT_NE((built.notices[0] + built.notices[1]).find("missing.ppm"), std::string::npos);
  EXPECT_EQ(build(files, {.size = 5}).data.names.size(), 5U);
}

TEST_F(ContextBuilder, CountsEqualPicturesOnce) {
  auto files = pictures(4);
  files.push_back(folder_ / "copy.ppm");
  write_picture(files.back(), coloured(1));
  const BuiltContext built = build(files);
  EXPECT_EQ(built.data.names.size(), 4U);
  ASSERT_EQ(built.notices.size(), 1U);
  EXPECT_NE(built.notices[0].find("same pixels"), std::string::npos);
}

/// White above, black below.
Image drawn(int white_rows) {
  Image image{8, 8, std::vector<std::uint8_t>(3 * 64)};
  std::fill_n(image.rgb.begin(), 24 * white_rows, std::uint8_t{255});
  return image;
}

TEST_F(ContextBuilder, LeavesOutTheMasksOfOtherPictures) {
  auto files = pictures(4);
  fs::create_directories(folder_ / "masks");
  for (const char* const name : {"0_mask.ppm", "1_GT.ppm", "masks/2.ppm", "3.pnm"}) {
    files.push_back(folder_ / name);
    write_picture(files.back(), drawn(static_cast<int>(files.size())));
  }
  const BuiltContext built = build(files, {.size = 0});
  EXPECT_EQ(built.data.names.size(), 4U);
  for (const std::string& name : built.data.names)
    EXPECT_EQ(fs::path(name).stem().string().size(), 1U) << name;
  ASSERT_EQ(built.notices.size(), 1U);
  EXPECT_NE(built.notices[0].find("4 pictures are masks"), std::string::npos) << built.notices[0];
}

TEST_F(ContextBuilder, TakesDrawnPicturesThatBelongToNoOther) {
  auto files = pictures(2);
  fs::create_directories(folder_ / "a");
  fs::create_directories(folder_ / "b");
  int rows = 0;
  // No photograph has these names.
  for (const char* const name : {"a/7.ppm", "b/7.ppm", "7_mask.ppm", "mask.ppm"}) {
    files.push_back(folder_ / name);
    write_picture(files.back(), drawn(++rows));
  }
  // Photographs in two folders may have one name.
  files.push_back(folder_ / "a/0.ppm");
  write_picture(files.back(), coloured(77));
  const BuiltContext built = build(files, {.size = 0});
  EXPECT_EQ(built.data.names.size(), 7U);
  EXPECT_TRUE(built.notices.empty());
}

TEST(MaskPictures, HaveTwoGreyValuesButForSoftEdges) {
  Image image = drawn(3);
  EXPECT_TRUE(looks_drawn(image));
  for (std::size_t i = 0; i < std::size_t{3} * 6; ++i) image.rgb[i] = 100;  // 6 of 64 pixels
  EXPECT_TRUE(looks_drawn(image));
  for (std::size_t i = 0; i < std::size_t{3} * 7; ++i)
    image.rgb[i] = static_cast<std::uint8_t>(100 + i / 3);
  EXPECT_FALSE(looks_drawn(image));
  image = drawn(3);
  image.rgb[0] = 254;  // a colour
  EXPECT_FALSE(looks_drawn(image));
  EXPECT_FALSE(looks_drawn(coloured(1)));
}

TEST_F(ContextBuilder, TakesOnePictureButNotNone) {
  EXPECT_THROW(static_cast<void>(build({})), InputError);
  EXPECT_THROW(static_cast<void>(build({folder_ / "missing.ppm"})), InputError);
  EXPECT_EQ(build(pictures(1)).data.names.size(), 1U);
  EXPECT_EQ(build(pictures(3), {.size = 1}).data.names.size(), 1U);
  EXPECT_THROW(static_cast<void>(build(pictures(1), {.keep = 0.5})), InputError);
}

TEST_F(ContextBuilder, TakesPicturesOfOnePixel) {
  auto files = pictures(3);
  write_picture(files[0], coloured(0, 1, 1));
  EXPECT_EQ(build(files).data.names.size(), 3U);
}

TEST_F(ContextBuilder, StopsWhenAsked) {
  std::size_t steps = 0;
  progress_ = [&](std::size_t done, std::size_t all) {
    EXPECT_EQ(done, ++steps);
    EXPECT_EQ(all, 10U);
    stop_ = steps == 7;
  };
  EXPECT_THROW(static_cast<void>(build(pictures(5))), CancelledError);
  EXPECT_EQ(steps, 7U);
}

TEST_F(ContextBuilder, ScoresEachReferenceAgainstTheOthers) {
  const auto files = pictures(3);
  const BuiltContext built = build(files);
  for (std::size_t i = 0; i < 3; ++i) {
    const Image image = read_image(built.data.names[i]);
    const std::vector<std::size_t> others = {(i + 1) % 3, (i + 2) % 3};
    const FloatMap map =
        mutual_score(query_of(extractor_.features(image)), built.data.patches, others, 0.3, 1);
    EXPECT_EQ(built.data.scores[i], std::ranges::max(map.values));
  }
}

TEST_F(ContextBuilder, KeepsAShareOfEachSetsPatches) {
  const auto files = pictures(3);
  const ReferencePatches whole = build(files).data.patches;
  const ReferencePatches part = build(files, {.keep = 0.3}).data.patches;
  EXPECT_EQ(part.sets[0].layout.patches, 5U);  // of 16
  EXPECT_EQ(part.sets[1].layout.patches, 2U);  // of 4
  EXPECT_EQ(part.sets[0].rows, 4);
  EXPECT_LT(part.bytes(), whole.bytes() + 1);
}

}  // namespace
}  // namespace saa
