// Every byte of a small checkpoint flipped, and the file cut off everywhere: each must give tensors
// or an error that names the file, never a crash (run this under the sanitizers too).
#include "checkpoint/load.h"
#include "unit/checkpoint/fixture.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <saa/error.h>

namespace saa {
namespace {

/// Touches all that was read. Returns false if the file was refused.
bool survives(std::string_view text) {
  try {
    const StateDict weights = parse(text);
    for (const auto& [name, tensor] : weights.tensors()) {
      const auto size = static_cast<std::size_t>(tensor.elements()) * dtype_size(tensor.dtype);
      EXPECT_EQ(tensor.bytes.size(), size) << name;
      (void)std::accumulate(tensor.bytes.begin(), tensor.bytes.end(), 0,
                            [](int sum, std::byte b) { return sum ^ std::to_integer<int>(b); });
    }
    return true;
  } catch (const WeightsError& error) {
    EXPECT_TRUE(std::string_view(error.what()).starts_with("file")) << error.what();
    return false;
  }
}

class Damage : public testing::TestWithParam<std::string> {};

TEST_P(Damage, AFlippedByteGivesTensorsOrAnError) {
  const std::string whole = file_text(fixture(GetParam()));
  ASSERT_TRUE(survives(whole));
  int refused = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int mask : {0x01, 0x80, 0xFF}) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ mask);
      refused += survives(damaged) ? 0 : 1;
    }
  }
  EXPECT_GT(refused, 100);
}

TEST_P(Damage, ACutOffFileGivesAnError) {
  const std::string whole = file_text(fixture(GetParam()));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(survives(std::string_view(whole).substr(0, size))) << size;
}

TEST_P(Damage, AZeroedStretchGivesTensorsOrAnError) {
  const std::string whole = file_text(fixture(GetParam()));
  for (std::size_t i = 0; i + 16 <= whole.size(); i += 5) {
    std::string damaged = whole;
    std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(i), 16, '\0');
    (void)survives(damaged);
  }
}

INSTANTIATE_TEST_SUITE_P(Files, Damage,
                         testing::Values("dtypes.pth", "views.pth", "nested.pth", "parameters.pth",
                                         "views.legacy.pth", "nested.legacy.pth",
                                         "parameters.legacy.pth", "views.safetensors",
                                         "dtypes.safetensors"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

}  // namespace
}  // namespace saa
