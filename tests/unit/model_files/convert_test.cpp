#include "model_transfer/convert.h"

#include "checkpoint/load.h"
#include "checkpoint/safetensors.h"
#include "model_files/find.h"
#include "unit/temporary_folder.h"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <saa/error.h>

namespace saa {
namespace {

/// What makes recognise_network() say "WideResNet50-2", and two tensors to look at.
class ConvertCheckpoint : public testing::Test {
 protected:
  ConvertCheckpoint() {
    tensors_["layer1.0.conv1.weight"] = zeros({128, 64, 1, 1});
    tensors_["layer3.5.conv1.weight"] = zeros({512, 1024, 1, 1});
    tensors_["bn1.weight"] = {.dtype = DType::f32,
                              .shape = {3},
                              .bytes = std::as_bytes(std::span(values_)),
                              .owner = nullptr};
    tensors_["bn1.num_batches_tracked"] = {.dtype = DType::i64,
                                           .shape = {1},
                                           .bytes = std::as_bytes(std::span(count_)),
                                           .owner = nullptr};
  }

  Conversion convert(StoredPrecision precision, const std::string& name = "mine.safetensors") {
    write_safetensors(folder_ / name, tensors_);
    return convert_checkpoint(folder_ / name, folder_ / "models", precision, /*replace=*/true);
  }

  static Tensor zeros(std::vector<std::int64_t> shape) {
    Tensor tensor{.dtype = DType::f32, .shape = std::move(shape), .bytes = {}, .owner = nullptr};
    const auto values = std::make_shared<std::vector<float>>(tensor.elements());
    tensor.bytes = std::as_bytes(std::span(*values));
    tensor.owner = values;
    return tensor;
  }

  test::TemporaryFolder folder_;
  std::array<float, 3> values_ = {1.0F, -0.1F, 3e-8F};
  std::array<std::int64_t, 1> count_ = {123'456'789'012};
  TensorMap tensors_;
};

TEST_F(ConvertCheckpoint, WritesWhatFindModelTakes) {
  const Conversion made = convert(StoredPrecision::as_it_is);
  EXPECT_EQ(made.network, "WideResNet50-2");
  EXPECT_EQ(made.tensors, 4U);
  EXPECT_EQ(made.bytes, std::filesystem::file_size(made.file));
  const auto* model = find_model_file("wide_resnet50_racm-8234f177.pth");
  EXPECT_EQ(find_model(folder_ / "models", *model), made.file);
}

TEST_F(ConvertCheckpoint, KeepsTheNameOfARegisteredFileOfTheNetwork) {
  const Conversion made =
      convert(StoredPrecision::as_it_is, "wide_resnet50_2-95faca4d.safetensors");
  EXPECT_EQ(made.file.filename(), "wide_resnet50_2-95faca4d.safetensors");
}

TEST_F(ConvertCheckpoint, RoundsFloatsAndLeavesIntegers) {
  const StateDict half = load_checkpoint(convert(StoredPrecision::f16).file);
  const Tensor& rounded = *half.find("bn1.weight");
  EXPECT_EQ(rounded.dtype, DType::f16);
  // -0.1 is 0x1.99999ap-4, of which f16 keeps ten bits; 3e-8 is half a step of 2^-24 and a bit.
  EXPECT_THAT(to_f32(rounded), testing::ElementsAre(1.0F, -0.0999755859375F, 0x1p-24F));
  const Tensor& count = *half.find("bn1.num_batches_tracked");
  EXPECT_EQ(count.dtype, DType::i64);
  EXPECT_EQ(std::vector(count.bytes.begin(), count.bytes.end()),
            std::vector(tensors_["bn1.num_batches_tracked"].bytes.begin(),
                        tensors_["bn1.num_batches_tracked"].bytes.end()));
}

TEST_F(ConvertCheckpoint, RefusesAValueThatF16CannotHold) {
  values_[1] = 70'000.0F;
  try {
    convert(StoredPrecision::f16);
    FAIL();
  } catch (const WeightsError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("bn1.weight holds 70000"));
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "models"));
  convert(StoredPrecision::f32);
}

TEST_F(ConvertCheckpoint, RefusesAnUnknownNetwork) {
  tensors_.erase("layer1.0.conv1.weight");
  EXPECT_THROW(convert(StoredPrecision::as_it_is), WeightsError);
}

}  // namespace
}  // namespace saa
