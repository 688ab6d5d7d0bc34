// Multi-scale deformable attention: each query looks at a few places of a pyramid of pictures, at
// offsets that it predicts itself. One operator from the raw predictions to the heads' answers:
// softmax, arithmetic of places and bilinear sampling cost no pass over memory of their own.
//
// The module of the official code (GroundingDINO/ms_deform_attn.py, MultiScaleDeformableAttention)
// is, for queries `q` [B, Q, C] with their positions added and pyramid tokens `v` [B, S, C]:
//
//   const Value value = linear(scope / "value_proj", v, C);
//   const Value offsets = linear(scope / "sampling_offsets", q, heads * levels * points * 2);
//   const Value logits = linear(scope / "attention_weights", q, heads * levels * points);
//   const Value y = deformable_attention(
//       value, spatial_shapes, reference_points,
//       reshape(offsets, {0, 0, heads, levels, points, 2}),
//       reshape(logits, {0, 0, heads, levels, points}));
//   return linear(scope / "output_proj", y, C);
//
// `reference_points` is the module's argument of that name, `spatial_shapes` its [levels, 2] of
// (height, width). Tokens that its key_padding_mask hides must be zeros in `value`.
#pragma once

#include "nn/ops.h"

namespace saa::nn {

/// value [B, S, heads * channels], f32 or bf16: the levels' pixels row by row, one level after the
/// other. spatial_shapes i64 [levels, 2], reference [B, Q, levels, 2 or 4] as x, y or x, y, width,
/// height in parts of the picture, offsets [B, Q, heads, levels, points, 2] as x, y, logits
/// [B, Q, heads, levels, points] -> [B, Q, heads * channels] f32.
///
/// Heads, levels and points are known when the network is defined; the other sizes may be open.
/// Sampling is grid_sample's: bilinear, zeros around each level, align_corners=False. A place that
/// is NaN or infinite lies outside.
/// @throws std::logic_error if the values' shapes do not fit; when it runs, Error if the levels
///         have not S pixels together.
[[nodiscard]] Value deformable_attention(const Value& value, const Value& spatial_shapes,
                                         const Value& reference, const Value& offsets,
                                         const Value& logits);

}  // namespace saa::nn
