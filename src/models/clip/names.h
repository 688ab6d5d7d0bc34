// What the two namings call the parts of a CLIP.
#pragma once

#include "models/clip/checkpoint.h"

namespace saa::clip {

struct BlockNames {
  std::string_view norm1, attention, norm2, hidden, out;
};

struct VisionNames {
  std::string_view class_embedding, positions, patches, norm_before, blocks, norm_after;
};

struct TextNames {
  std::string_view tokens, positions, blocks, norm_after;
};

struct Names {
  BlockNames block;
  VisionNames vision;
  TextNames text;
};

inline constexpr Names kOpenaiNames = {.block = {.norm1 = "ln_1",
                                                 .attention = "attn",
                                                 .norm2 = "ln_2",
                                                 .hidden = "mlp.c_fc",
                                                 .out = "mlp.c_proj"},
                                       .vision = {.class_embedding = "visual.class_embedding",
                                                  .positions = "visual.positional_embedding",
                                                  .patches = "visual.conv1",
                                                  .norm_before = "visual.ln_pre",
                                                  .blocks = "visual.transformer.resblocks",
                                                  .norm_after = "visual.ln_post"},
                                       .text = {.tokens = "token_embedding.weight",
                                                .positions = "positional_embedding",
                                                .blocks = "transformer.resblocks",
                                                .norm_after = "ln_final"}};

inline constexpr Names kTransformersNames = {
    .block = {.norm1 = "layer_norm1",
              .attention = "self_attn",
              .norm2 = "layer_norm2",
              .hidden = "mlp.fc1",
              .out = "mlp.fc2"},
    .vision = {.class_embedding = "vision_model.embeddings.class_embedding",
               .positions = "vision_model.embeddings.position_embedding.weight",
               .patches = "vision_model.embeddings.patch_embedding",
               .norm_before = "vision_model.pre_layrnorm",  // spelled so
               .blocks = "vision_model.encoder.layers",
               .norm_after = "vision_model.post_layernorm"},
    .text = {.tokens = "text_model.embeddings.token_embedding.weight",
             .positions = "text_model.embeddings.position_embedding.weight",
             .blocks = "text_model.encoder.layers",
             .norm_after = "text_model.final_layer_norm"}};

[[nodiscard]] constexpr const Names& names_of(Naming naming) {
  return naming == Naming::openai ? kOpenaiNames : kTransformersNames;
}

}  // namespace saa::clip
