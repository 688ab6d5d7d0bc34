// The extractors from files in a models folder. The files are narrow: 24 blocks of one head.
#include "checkpoint/load.h"
#include "checkpoint/safetensors.h"
#include "model_files/find.h"
#include "models/clip/patches.h"
#include "models/dino_v2/dino_v2.h"
#include "pipeline/neighbours/neighbourhood_means.h"
#include "pipeline/neighbours/vit_patches.h"
#include "unit/temporary_folder.h"

#include <cmath>
#include <gtest/gtest.h>
#include <initializer_list>
#include <saa/error.h>
#include <string>
#include <vector>

namespace saa {
namespace {

constexpr nn::Dim kWidth = 64;
constexpr nn::Dim kHidden = 4 * kWidth;
constexpr nn::Dim kPatch = 4;
constexpr nn::Dim kGrid = 3;

/// A checkpoint in the making: values that neither vanish nor explode on the way through.
class Weights {
 public:
  Weights& add(const std::string& key, nn::Dims shape) {
    const nn::Dim inputs = shape.size() < 2 ? 1 : nn::Dim(count(shape)) / shape[0];
    std::vector<float>& values = values_.emplace_back(count(shape));
    for (float& value : values) value = next() / std::sqrt(float(inputs));
    tensors_[key] = nn::view(values, std::move(shape));
    return *this;
  }
  Weights& add_linear(const std::string& key, nn::Dim outputs, nn::Dim inputs) {
    return add(key + ".weight", {outputs, inputs}).add(key + ".bias", {outputs});
  }
  Weights& add_norm(const std::string& key) {
    return add(key + ".weight", {kWidth}).add(key + ".bias", {kWidth});
  }
  void save(const std::filesystem::path& file) const { write_safetensors(file, tensors_); }

 private:
  static std::size_t count(const nn::Dims& shape) {
    std::size_t product = 1;
    for (const nn::Dim size : shape) product *= static_cast<std::size_t>(size);
    return product;
  }
  float next() {
    state_ = state_ * 1664525U + 1013904223U;
    return float(state_ >> 8U) / float(1U << 23U) - 1.0F;
  }

  std::uint32_t state_ = 1;
  std::vector<std::vector<float>> values_;
  TensorMap tensors_;
};

Weights dino_v2_weights(int layers) {
  Weights weights;
  weights.add("cls_token", {1, 1, kWidth}).add("mask_token", {1, kWidth});
  weights.add("pos_embed", {1, 1 + kGrid * kGrid, kWidth}).add_norm("norm");
  weights.add("patch_embed.proj.weight", {kWidth, 3, kPatch, kPatch});
  weights.add("patch_embed.proj.bias", {kWidth});
  for (int i = 0; i < layers; ++i) {
    const std::string block = "blocks." + std::to_string(i) + ".";
    weights.add_norm(block + "norm1").add_norm(block + "norm2");
    weights.add(block + "ls1.gamma", {kWidth}).add(block + "ls2.gamma", {kWidth});
    weights.add_linear(block + "attn.qkv", 3 * kWidth, kWidth);
    weights.add_linear(block + "attn.proj", kWidth, kWidth);
    weights.add_linear(block + "mlp.fc1", kHidden, kWidth);
    weights.add_linear(block + "mlp.fc2", kWidth, kHidden);
  }
  return weights;
}

Weights clip_weights() {
  Weights weights;
  weights.add("visual.class_embedding", {kWidth}).add("visual.proj", {kWidth, 32});
  weights.add("visual.positional_embedding", {1 + kGrid * kGrid, kWidth});
  weights.add("visual.conv1.weight", {kWidth, 3, kPatch, kPatch});
  weights.add_norm("visual.ln_pre").add_norm("visual.ln_post");
  for (int i = 0; i < 24; ++i) {
    const std::string block = "visual.transformer.resblocks." + std::to_string(i) + ".";
    weights.add_norm(block + "ln_1").add_norm(block + "ln_2");
    weights.add(block + "attn.in_proj_weight", {3 * kWidth, kWidth});
    weights.add(block + "attn.in_proj_bias", {3 * kWidth});
    weights.add_linear(block + "attn.out_proj", kWidth, kWidth);
    weights.add_linear(block + "mlp.c_fc", kHidden, kWidth);
    weights.add_linear(block + "mlp.c_proj", kWidth, kHidden);
  }
  weights.add("token_embedding.weight", {5, 8}).add("logit_scale", {1});  // of no use here
  return weights;
}

Image picture(int side) {
  Image image{side, side, {}};
  for (int i = 0; i < 3 * side * side; ++i)
    image.rgb.push_back(static_cast<std::uint8_t>(i * 37 % 251));
  return image;
}

class MakeVitPatches : public testing::Test {
 protected:
  [[nodiscard]] VitExtractor make(NeighbourNetwork network, int side) const {
    return make_vit_patches(network, side, {}, {.models = folder_.path(), .cache = {}});
  }

  /// What the extractor should find with this network for a picture of its own side.
  static void expect_features_of(const nn::Network& network, const PatchFeatures& found, int side) {
    const Image image = picture(side);
    const Tensor pixels{
        DType::u8, {1, side, side, 3}, std::as_bytes(std::span(image.rgb)), nullptr};
    const std::vector<Tensor> answers = network.run({&pixels, 1});
    ASSERT_EQ(found.sets.size(), 12U);
    for (std::size_t i = 0; i < 12; ++i) {
      EXPECT_EQ(found.sets[i].values,
                neighbourhood_means(nn::floats(answers[i % 4]), {found.rows, found.columns}, kWidth,
                                    kVitDegrees.at(i / 4))
                    .values);
    }
    std::vector<float> vector(nn::floats(answers[4]).begin(), nn::floats(answers[4]).end());
    to_unit_length(vector);
    EXPECT_EQ(found.image, vector);
  }

  template <class Refusal>
  [[nodiscard]] std::string refusal(NeighbourNetwork network, int side) const {
    try {
      (void)make(network, side);
    } catch (const Refusal& error) {
      return error.what();
    }
    return "made";
  }

  test::TemporaryFolder folder_;
};

TEST_F(MakeVitPatches, DinoV2ComesFromItsFileAtTheSideAskedFor) {
  const std::filesystem::path file = folder_ / "dinov2_vitl14_pretrain.safetensors";
  dino_v2_weights(24).save(file);
  const VitExtractor made = make(NeighbourNetwork::dinov2_vitl14, 20);
  EXPECT_EQ(made.weights.file, file);
  EXPECT_EQ(made.weights.network, "DINOv2 ViT-L/14");
  EXPECT_EQ(made.weights.sha256.size(), 64U);
  EXPECT_EQ(made.patches->side(), 20);
  const StateDict weights = load_checkpoint(file);
  const auto network = dino_v2::compile(weights, dino_v2::config_of(weights), {5, 5}, kVitTaps, {});
  expect_features_of(*network, made.patches->features(picture(20)), 20);
}

// MuSc has OpenAI's form of GELU at the trained size alone.
TEST_F(MakeVitPatches, ClipIsActivatedAsInMusc) {
  const std::filesystem::path file = folder_ / "ViT-L-14-336px.safetensors";
  clip_weights().save(file);
  const StateDict weights = load_checkpoint(file);
  const clip::Checkpoint clip = clip::find_clip(weights);
  for (const int side : {12, 20}) {
    const auto activation =
        side == kPatch * kGrid ? clip::Activation::quick_gelu : clip::Activation::gelu;
    const auto network = clip::compile_patches(clip, clip::vision_config(clip, activation),
                                               {side / kPatch, side / kPatch}, kVitTaps, {});
    const VitExtractor made = make(NeighbourNetwork::clip_vitl14_336, side);
    expect_features_of(*network, made.patches->features(picture(side)), side);
  }
}

TEST_F(MakeVitPatches, SidesThatAreNoWholePatchesOrTooManyAreRefused) {
  dino_v2_weights(24).save(folder_ / "dinov2_vitl14_pretrain.safetensors");
  for (const int side : {-4, 3, 22, 1040}) {
    EXPECT_NE(refusal<UsageError>(NeighbourNetwork::dinov2_vitl14, side).find("patches of 4"),
              std::string::npos)
        << side;
  }
}

TEST_F(MakeVitPatches, ANetworkOfFewerBlocksIsRefused) {
  dino_v2_weights(3).save(folder_ / "dinov2_vitl14_pretrain.safetensors");
  EXPECT_NE(refusal<WeightsError>(NeighbourNetwork::dinov2_vitl14, 20)
                .find("has 3 blocks, expected at least 24"),
            std::string::npos);
}

TEST_F(MakeVitPatches, AMissingFileIsNamedWithTheCommandThatFetchesIt) {
  const auto expected = [&](const std::string& file, std::string_view set) {
    return folder_.path().string() + " lacks " + file +
           "; to download what is missing: " + fetch_command(set, folder_.path());
  };
  EXPECT_EQ(refusal<WeightsError>(NeighbourNetwork::dinov2_vitl14, 0),
            expected("dinov2_vitl14_pretrain.pth", "neighbours-dinov2"));
  EXPECT_EQ(refusal<WeightsError>(NeighbourNetwork::clip_vitl14_336, 0),
            expected("ViT-L-14-336px.pt", "neighbours-clip"));
}

}  // namespace
}  // namespace saa
