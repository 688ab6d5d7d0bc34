#include "models/efficientnet_lite/efficientnet_lite.h"

#include "parity/models/parity.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <gtest/gtest.h>
#include <iterator>
#include <numeric>
#include <saa/error.h>
#include <thread>

namespace saa::efficientnet_lite {
namespace {

using nn::Dim;

/// The network of tests/parity/efficientnet_lite.py.
constexpr Config kNarrow = {32,
                            {{{1, 3, 1, 1, 8},
                              {2, 3, 2, 6, 8},
                              {2, 5, 2, 6, 8},
                              {3, 3, 2, 6, 8},
                              {3, 5, 1, 6, 16},
                              {4, 5, 2, 6, 24},
                              {1, 3, 1, 6, 32}}}};

constexpr std::array<int, 8> kAllStages = {0, 1, 2, 3, 4, 5, 6, 7};

std::filesystem::path imagenet_weights() {
  return std::filesystem::path(SAA_MODELS_DIR) / "efficientnet-lite0-57934424.pth";
}

struct Picture {
  Dim height;
  Dim width;
  std::vector<std::uint8_t> rgb;
};

/// As synthetic_image() of tests/parity/efficientnet_lite.py.
Picture synthetic_picture(Dim height, Dim width) {
  Picture picture{height, width, {}};
  for (Dim y = 0; y < height; ++y) {
    for (Dim x = 0; x < width; ++x) {
      for (Dim c = 0; c < 3; ++c) {
        picture.rgb.push_back(
            static_cast<std::uint8_t>((x * (3 + c) + y * (5 - c) + x * y / 7 + 60 * c) % 256));
      }
    }
  }
  return picture;
}

std::vector<Tensor> run(const nn::Network& network, const Picture& picture) {
  return network.run(std::vector<Tensor>{{DType::u8,
                                          {1, picture.height, picture.width, 3},
                                          std::as_bytes(std::span(picture.rgb)),
                                          nullptr}});
}

/// All values of all outputs, one after the other.
std::vector<float> all_values(const std::vector<Tensor>& outputs) {
  std::vector<float> values;
  for (const Tensor& output : outputs)
    std::ranges::copy(nn::floats(output), std::back_inserter(values));
  return values;
}

TEST(EfficientnetLite, StagesAgreeWithTheOriginalOnOddSizes) {
  const StateDict fixture = load_fixture("efficientnet_lite");
  const std::vector<double> errors = stage_errors(
      fixture,
      [](const Scope& scope, const nn::Value& image) { return stages(scope, image, kNarrow); });
  ASSERT_EQ(errors.size(), 8U);
  // Sums of some hundred products in another order: about 1e-6.
  for (const double error : errors) EXPECT_LT(error, 1e-5);
}

class ImageNetWeights : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(imagenet_weights())) {
      GTEST_SKIP() << imagenet_weights() << " is not there; scripts/fetch-models brings it";
    }
  }
};

TEST_F(ImageNetWeights, GiveTheActivationsOfTheOriginal) {
  const StateDict golden = load_fixture("efficientnet_lite0_imagenet");
  const auto network = compile(load_checkpoint(imagenet_weights()), kAllStages, {});
  const std::vector<Tensor> found = run(*network, synthetic_picture(97, 131));
  ASSERT_EQ(found.size(), kAllStages.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::string stage = "stage" + std::to_string(i);
    const Tensor& shape = *golden.find(stage + ".shape");
    EXPECT_TRUE(std::ranges::equal(std::as_bytes(std::span(found[i].shape)), shape.bytes)) << stage;
    const std::span<const float> values = nn::floats(found[i]);
    const std::span<const float> expected = nn::floats(*golden.find(stage + ".samples"));
    std::vector<float> samples;
    for (std::size_t s = 0; s < expected.size(); ++s) {
      samples.push_back(values[s * values.size() / expected.size()]);
    }
    // 53 layers deep at most; f32 differs by some 1e-6 after each.
    EXPECT_LT(relative_error(samples, expected), 1e-4) << stage;
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
    EXPECT_NEAR(mean, nn::floats(*golden.find(stage + ".mean_and_deviation"))[0], 1e-4) << stage;
  }
}

TEST_F(ImageNetWeights, GiveTheSameBitsForAnyNumberOfThreadsAndCallers) {
  const StateDict weights = load_checkpoint(imagenet_weights());
  const std::vector<Picture> pictures = {synthetic_picture(97, 131), synthetic_picture(64, 64),
                                         synthetic_picture(33, 200)};
  std::vector<std::vector<float>> expected;
  const auto one = compile(weights, kAllStages, {.threads = 1});
  for (const Picture& picture : pictures) expected.push_back(all_values(run(*one, picture)));

  for (const nn::CompileOptions& options :
       {nn::CompileOptions{.threads = 2}, nn::CompileOptions{.threads = 2, .parallel_runs = 2}}) {
    const auto network = compile(weights, kAllStages, options);
    std::array<bool, 8> same{};
    {
      std::vector<std::jthread> callers;
      for (std::size_t c = 0; c < same.size(); ++c) {
        callers.emplace_back([&, c] {
          const std::size_t p = c % pictures.size();
          same[c] = all_values(run(*network, pictures[p])) == expected[p];
        });
      }
    }
    for (const bool agrees : same) EXPECT_TRUE(agrees);
  }
}

}  // namespace
}  // namespace saa::efficientnet_lite
