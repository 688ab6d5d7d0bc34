#include "unit/pipeline/neighbours/fake_patches.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <saa/context.h>
#include <saa/error.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace saa {
namespace {

namespace fs = std::filesystem;

/// Noise with a dark square in one of them.
Image texture(unsigned seed, bool defective) {
  Image image = coloured(seed, 96, 96);
  for (std::size_t i = 0; i < image.rgb.size(); ++i) {
    image.rgb[i] = static_cast<std::uint8_t>(120 + image.rgb[i] % 16);
    const std::size_t x = i / 3 % 96;
    const std::size_t y = i / 288;
    if (defective && x >= 12 && x < 36 && y >= 54 && y < 78) image.rgb[i] /= 4;
  }
  return image;
}

void write_picture(const fs::path& file, const Image& image) {
  std::ofstream out(file, std::ios::binary);
  out << "P6 " << image.width << ' ' << image.height << " 255\n";
  out.write(reinterpret_cast<const char*>(image.rgb.data()),
            static_cast<std::streamsize>(image.rgb.size()));
}

class ContextTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = fs::path(testing::TempDir()) / ("saa-context-test-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    for (unsigned i = 0; i < 6; ++i) {
      files_.push_back(folder_ / (std::to_string(i) + ".ppm"));
      write_picture(files_.back(), texture(i, false));
    }
    if (fs::exists(fs::path(SAA_MODELS_DIR) / "efficientnet-lite0-57934424.pth"))
      context_ = new Context(Context::build(files_, {.side = 64}, machine(2)));
  }
  static void TearDownTestSuite() {
    delete context_;
    fs::remove_all(folder_);
  }
  void SetUp() override {
    if (context_ == nullptr) GTEST_SKIP() << "EfficientNet-Lite0 is not in " SAA_MODELS_DIR;
  }

  static ContextMachine machine(int threads) {
    return {.models = SAA_MODELS_DIR, .threads = threads};
  }

  inline static fs::path folder_;
  inline static std::vector<fs::path> files_;
  inline static Context* context_ = nullptr;
};

TEST_F(ContextTest, SeesWhatHasNoCounterpart) {
  const NeighbourMap odd = context_->compare(texture(50, true));
  const NeighbourMap plain = context_->compare(texture(51, false));
  EXPECT_EQ(odd.references, 6U);
  EXPECT_GT(odd.image_score, 2 * plain.image_score);
  const auto place =
      static_cast<int>(std::ranges::max_element(odd.grid.values) - odd.grid.values.begin());
  // The square's middle is at a quarter of the width and 11/16 of the height; one place to spare.
  EXPECT_NEAR(place % odd.grid.width, odd.grid.width / 4, 1.5);
  EXPECT_NEAR(place / odd.grid.width, odd.grid.height * 11 / 16, 1.5);
}

TEST_F(ContextTest, LeavesAPictureOutThatIsComparedWithItself) {
  const NeighbourMap map = context_->compare(texture(3, false));
  EXPECT_EQ(map.references, 5U);
  EXPECT_GT(std::ranges::min(map.grid.values), 0.01F);
}

TEST_F(ContextTest, AnswersTheSameFromItsFileAndForAnyNumberOfThreads) {
  const fs::path file = folder_ / "context.saac";
  context_->save(file);
  EXPECT_TRUE(Context::is_context_file(file));
  EXPECT_FALSE(Context::is_context_file(files_[0]));
  const Context opened = Context::open(file, machine(1));
  EXPECT_EQ(opened.sha256(), context_->sha256());
  EXPECT_EQ(opened.references(), context_->references());
  EXPECT_EQ(opened.options().side, 64);
  EXPECT_EQ(opened.options().network, NeighbourNetwork::efficientnet_lite0);
  const NeighbourMap expected = context_->compare(texture(50, true));
  const NeighbourMap found = opened.compare(texture(50, true));
  EXPECT_EQ(found.grid.values, expected.grid.values);
  EXPECT_EQ(found.image_score, expected.image_score);
}

TEST_F(ContextTest, ASingleReferenceAndThePictureAreEachOthersMeasure) {
  const ContextOptions options{.side = 64, .size = 1};
  const std::vector<fs::path> one = {files_[2]};
  const Context single = Context::build(one, options, machine(1));
  const NeighbourMap odd = single.compare(texture(50, true));
  EXPECT_EQ(odd.references, 1U);
  EXPECT_GT(odd.usual, 0);
  EXPECT_GT(std::ranges::max(odd.grid.values), odd.usual);
  // What the reference is to the picture, the picture is to a context of that reference alone.
  write_picture(folder_ / "other.ppm", texture(60, false));
  const std::vector<fs::path> other = {folder_ / "other.ppm"};
  const NeighbourMap back = Context::build(other, options, machine(1)).compare(texture(2, false));
  EXPECT_EQ(single.compare(texture(60, false)).usual, std::ranges::max(back.grid.values));

  const NeighbourMap itself = single.compare(texture(2, false));
  EXPECT_EQ(itself.references, 0U);
  EXPECT_TRUE(itself.grid.empty());
}

TEST_F(ContextTest, TakesAPictureOfOnePixelAndNoneOfNone) {
  EXPECT_EQ(context_->compare(coloured(1, 1, 1)).references, 6U);
  EXPECT_THROW(static_cast<void>(context_->compare({})), InputError);
}

TEST_F(ContextTest, ComparesEachSizeOfNeighbourhoodByItself) {
  const Context wide =
      Context::build(files_, {.side = 64, .neighbourhoods = {3, 1, 3}}, machine(1));
  EXPECT_EQ(wide.options().neighbourhoods, (std::vector{1, 3}));
  EXPECT_EQ(context_->options().neighbourhoods, std::vector{1});
  EXPECT_EQ(wide.bytes(), 2 * context_->bytes());
  const fs::path file = folder_ / "wide.saac";
  wide.save(file);
  const Image picture = texture(50, true);
  EXPECT_EQ(Context::open(file, machine(2)).compare(picture).grid.values,
            wide.compare(picture).grid.values);
  EXPECT_NE(wide.compare(picture).grid.values, context_->compare(picture).grid.values);
}

TEST_F(ContextTest, RefusesOptionsOutOfRange) {
  for (const ContextOptions& options :
       {ContextOptions{.keep = 0}, ContextOptions{.keep = 1.5}, ContextOptions{.side = 63},
        ContextOptions{.side = 4096}, ContextOptions{.neighbourhoods = {1, 2}},
        ContextOptions{.neighbourhoods = {17}}})
    EXPECT_THROW(static_cast<void>(Context::build(files_, options, machine(1))), UsageError);
}

TEST_F(ContextTest, MissingWeightsAreNamedWithTheCommandThatFetchesThem) {
  try {
    static_cast<void>(Context::build(files_, {}, {.models = folder_}));
    FAIL();
  } catch (const WeightsError& error) {
    EXPECT_NE(std::string(error.what()).find("saa models fetch"), std::string::npos);
  }
}

}  // namespace
}  // namespace saa
