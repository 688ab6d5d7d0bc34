// Where a checkpoint keeps the two towers of a CLIP, by either of the names that are in use.
#pragma once

#include "checkpoint/state_dict.h"
#include "nn/value.h"

#include <array>
#include <string_view>

namespace saa::clip {

/// openai: "visual.transformer.resblocks.0.attn.in_proj_weight", as OpenAI and open_clip publish;
/// transformers: "vision_model.encoder.layers.0.self_attn.q_proj.weight", as Hugging Face does.
enum class Naming { openai, transformers };

/// A state dict, the path below which CLIP lies in it, and how its parts are named there.
struct Checkpoint {
  Scope root;
  Naming naming;
};

/// Finds CLIP at the root, or below "clip." or "clipseg.", where Hugging Face's CLIPSeg keeps it.
/// @throws WeightsError if the file holds none.
[[nodiscard]] Checkpoint find_clip(const StateDict& weights);

/// Keys of a CLIP that no tower reads, for StateDict::expect_all_read.
inline constexpr std::array<std::string_view, 7> kUnusedKeys = {
    "logit_scale",       // the learnt temperature, which takes no part in either tower
    "logit_bias",        // the same of open_clip's models trained on pairs
    "position_ids",      // 0, 1, 2, …, saved by older transformers
    "attn_mask",         // the causal mask, saved by open_clip
    "input_resolution",  // sizes that OpenAI's files repeat as numbers: 224,
    "context_length",    // 77
    "vocab_size",        // and 49408
};

}  // namespace saa::clip
