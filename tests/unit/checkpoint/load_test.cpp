#include "checkpoint/load.h"

#include "unit/checkpoint/fixture.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <saa/error.h>

namespace saa {
namespace {

void expect_equal(const StateDict& found, const StateDict& expected) {
  ASSERT_EQ(found.tensors().size(), expected.tensors().size());
  for (const auto& [name, tensor] : expected.tensors()) {
    const Tensor* other = found.find(name);
    ASSERT_NE(other, nullptr) << name;
    EXPECT_EQ(other->dtype, tensor.dtype) << name;
    EXPECT_EQ(other->shape, tensor.shape) << name;
    EXPECT_TRUE(std::ranges::equal(other->bytes, tensor.bytes)) << name;
  }
}

class LoadCheckpoint : public testing::TestWithParam<std::string> {};

TEST_P(LoadCheckpoint, FindsInTheZipFormWhatSafetensorsHolds) {
  expect_equal(load_checkpoint(fixture(GetParam() + ".pth")),
               load_checkpoint(fixture(GetParam() + ".safetensors")));
}

TEST_P(LoadCheckpoint, FindsInTheOlderFormWhatSafetensorsHolds) {
  expect_equal(load_checkpoint(fixture(GetParam() + ".legacy.pth")),
               load_checkpoint(fixture(GetParam() + ".safetensors")));
}

TEST_P(LoadCheckpoint, AlignsEveryTensor) {
  for (const char* const ending : {".pth", ".legacy.pth", ".safetensors"}) {
    const StateDict weights = load_checkpoint(fixture(GetParam() + ending));
    for (const auto& [name, tensor] : weights.tensors()) {
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) % dtype_size(tensor.dtype),
                0u)
          << name << ending;
      EXPECT_EQ(tensor.bytes.size(),
                static_cast<std::size_t>(tensor.elements()) * dtype_size(tensor.dtype));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Fixtures, LoadCheckpoint,
                         testing::Values("dtypes", "views", "nested", "network", "parameters"),
                         [](const auto& test) { return test.param; });

TEST(LoadCheckpointScript, FindsTheTensorsOfTheProgramsModules) {
  expect_equal(load_checkpoint(fixture("script.pt")),
               load_checkpoint(fixture("script.safetensors")));
}

bool lies_in(const Tensor& tensor, const SharedBytes& file) {
  return tensor.bytes.data() >= file.bytes.data() &&
         tensor.bytes.data() + tensor.bytes.size() <= file.bytes.data() + file.bytes.size();
}

TEST(LoadCheckpointMemory, CopiesNothingThatLiesDenseAndAligned) {
  for (const char* const name : {"network.pth", "network.safetensors"}) {
    const SharedBytes file = map_checkpoint(fixture(name));
    for (const auto& [key, tensor] : parse_checkpoint(file, name).tensors())
      EXPECT_TRUE(lies_in(tensor, file)) << name << " " << key;
  }
}

TEST(LoadCheckpointMemory, SharesAStorageBetweenItsViews) {
  const SharedBytes file = map_checkpoint(fixture("views.pth"));
  const StateDict weights = parse_checkpoint(file, "views.pth");
  EXPECT_EQ(weights.find("offset")->bytes.data(),
            weights.find("base")->bytes.data() + 20 * sizeof(float));
  EXPECT_TRUE(lies_in(*weights.find("one"), file));
  EXPECT_FALSE(lies_in(*weights.find("transposed"), file));
}

TEST(LoadCheckpointMemory, KeepsTheBytesAliveWithATensor) {
  Tensor tensor;
  {
    const StateDict weights = load_checkpoint(fixture("views.legacy.pth"));
    tensor = *weights.find("offset");
  }
  EXPECT_EQ(to_f32(tensor).front(), 20.0f);
}

TEST(LoadCheckpointMemory, ReadsAMisalignedFile) {
  for (const char* const name : {"views.pth", "views.legacy.pth", "views.safetensors"}) {
    const std::string shifted = " " + file_text(fixture(name));
    const SharedBytes bytes = exact_bytes(shifted);
    expect_equal(parse_checkpoint(bytes.part(1, shifted.size() - 1), name),
                 load_checkpoint(fixture("views.safetensors")));
  }
}

TEST(LoadCheckpointErrors, NamesAMissingFile) {
  EXPECT_THAT([] { (void)load_checkpoint("nowhere.pth"); },
              testing::ThrowsMessage<IoError>(testing::HasSubstr("nowhere.pth")));
}

TEST(LoadCheckpointErrors, RefusesANameThatCannotBeShown) {
  const std::string header = R"({"a\u0007":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})";
  const std::string file =
      std::string(1, static_cast<char>(header.size())) + std::string(7, '\0') + header;
  EXPECT_THAT([&] { (void)parse(file); },
              testing::ThrowsMessage<WeightsError>(testing::HasSubstr("'a\\x07'")));
}

TEST(OfficialCheckpoint, EfficientNetLite0IsReadInFull) {
  const std::filesystem::path file =
      std::filesystem::path(SAA_MODELS_DIR) / "efficientnet-lite0-57934424.pth";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is absent (scripts/fetch-models)";
  EXPECT_EQ(detect_format(map_checkpoint(file).bytes, "file"), CheckpointFormat::torch_legacy);
  const StateDict weights = load_checkpoint(file);
  EXPECT_EQ(weights.tensors().size(), 296u);
  const Tensor& stem = weights.read("_conv_stem.weight", std::vector<std::int64_t>{32, 3, 3, 3});
  const std::vector<float> values = to_f32(stem);
  EXPECT_NEAR(std::accumulate(values.begin(), values.end(), 0.0), -26.811376610887237, 1e-9);
  std::int64_t parameters = 0;
  for (const auto& [name, tensor] : weights.tensors())
    if (name.ends_with("weight") || name.ends_with("bias")) parameters += tensor.elements();
  EXPECT_EQ(parameters, 4'652'008);  // as published: 4.7 M
}

}  // namespace
}  // namespace saa
