#include "checkpoint/recognise.h"

#include "checkpoint/load.h"

#include <gtest/gtest.h>

namespace saa {
namespace {

struct Row {
  std::string key;
  std::vector<std::int64_t> shape;
};

std::string_view network_of(const std::vector<Row>& rows) {
  TensorMap tensors;
  for (const Row& row : rows) tensors[row.key].shape = row.shape;
  return recognise_network(StateDict("file", std::move(tensors)));
}

TEST(RecogniseNetwork, KnowsTheEncodersOfSam) {
  const Row decoder{"mask_decoder.iou_token.weight", {1, 256}};
  EXPECT_EQ(network_of({decoder, {"image_encoder.pos_embed", {1, 64, 64, 768}}}), "SAM ViT-B");
  EXPECT_EQ(network_of({decoder, {"image_encoder.pos_embed", {1, 64, 64, 1024}}}), "SAM ViT-L");
  EXPECT_EQ(network_of({decoder, {"image_encoder.pos_embed", {1, 64, 64, 1280}}}), "SAM ViT-H");
  EXPECT_EQ(network_of({decoder, {"image_encoder.patch_embed.seq.0.c.weight", {32, 3, 3, 3}}}),
            "MobileSAM");
  EXPECT_EQ(network_of({decoder, {"image_encoder.pos_embed", {1, 32, 32, 768}}}), "");
}

TEST(RecogniseNetwork, KnowsTheBackbonesOfGroundingDino) {
  const Row text{"feat_map.weight", {256, 768}};
  const auto with_width = [&](std::int64_t width) {
    return network_of({text, {"backbone.0.patch_embed.proj.weight", {width, 3, 4, 4}}});
  };
  EXPECT_EQ(with_width(96), "GroundingDINO Swin-T");
  EXPECT_EQ(with_width(128), "GroundingDINO Swin-B");
  EXPECT_EQ(with_width(192), "");
}

TEST(RecogniseNetwork, KnowsResNetsApart) {
  const std::vector<Row> wide = {{"layer1.0.conv1.weight", {128, 64, 1, 1}},
                                 {"layer3.5.conv1.weight", {512, 1024, 1, 1}}};
  EXPECT_EQ(network_of(wide), "WideResNet50-2");
  std::vector<Row> deeper = wide;
  deeper.push_back({"layer3.6.conv1.weight", {512, 1024, 1, 1}});
  EXPECT_EQ(network_of(deeper), "");
  EXPECT_EQ(network_of({{"layer1.0.conv1.weight", {64, 64, 1, 1}},
                        {"layer3.5.conv1.weight", {256, 1024, 1, 1}}}),
            "");
}

TEST(RecogniseNetwork, KnowsEfficientNetLiteFromEfficientNet) {
  const std::vector<Row> lite = {{"_conv_stem.weight", {32, 3, 3, 3}},
                                 {"_blocks.15._project_conv.weight", {320, 1152, 1, 1}}};
  EXPECT_EQ(network_of(lite), "EfficientNet-Lite0");
  std::vector<Row> plain = lite;
  plain.push_back({"_blocks.0._se_reduce.weight", {8, 32, 1, 1}});
  EXPECT_EQ(network_of(plain), "");
  EXPECT_EQ(network_of({{"blocks.5.3.conv_pwl.weight", {192, 1152, 1, 1}}}),
            "EfficientNet-Lite0 (timm names)");
}

TEST(RecogniseNetwork, KnowsClipAndClipSeg) {
  EXPECT_EQ(network_of({{"visual.conv1.weight", {1024, 3, 14, 14}},
                        {"visual.positional_embedding", {577, 1024}},
                        {"token_embedding.weight", {49408, 768}}}),
            "CLIP ViT-L/14@336px");
  EXPECT_EQ(network_of({{"vision_model.embeddings.patch_embedding.weight", {768, 3, 16, 16}},
                        {"text_model.embeddings.token_embedding.weight", {49408, 512}}}),
            "CLIP ViT-B/16 (transformers names)");
  EXPECT_EQ(network_of({{"film_mul.weight", {64, 512}},
                        {"reduces.2.weight", {64, 768}},
                        {"trans_conv.0.weight", {64, 64, 3, 3}}}),
            "CLIPSeg rd64-refined decoder");
  EXPECT_EQ(network_of({{"decoder.film_mul.weight", {64, 512}},
                        {"decoder.reduces.2.weight", {64, 768}},
                        {"decoder.transposed_convolution.weight", {64, 1, 16, 16}}}),
            "CLIPSeg rd64 (transformers names)");
}

TEST(RecogniseNetwork, KnowsDinoV2WithoutRegisters) {
  const auto of_width = [](std::int64_t width) {
    return std::vector<Row>{{"pos_embed", {1, 1370, width}}, {"blocks.0.ls1.gamma", {width}}};
  };
  EXPECT_EQ(network_of(of_width(384)), "DINOv2 ViT-S/14");
  EXPECT_EQ(network_of(of_width(768)), "DINOv2 ViT-B/14");
  EXPECT_EQ(network_of(of_width(1024)), "DINOv2 ViT-L/14");
  std::vector<Row> with_registers = of_width(1024);
  with_registers.push_back({"register_tokens", {1, 4, 1024}});
  EXPECT_EQ(network_of(with_registers), "");
}

TEST(RecogniseNetwork, HasNoWordForOthers) { EXPECT_EQ(network_of({{"weight", {3}}}), ""); }

TEST(OfficialCheckpoint, EfficientNetLite0IsRecognised) {
  const std::filesystem::path file =
      std::filesystem::path(SAA_MODELS_DIR) / "efficientnet-lite0-57934424.pth";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is absent (scripts/fetch-models)";
  EXPECT_EQ(recognise_network(load_checkpoint(file)), "EfficientNet-Lite0");
}

}  // namespace
}  // namespace saa
