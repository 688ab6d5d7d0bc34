#include "models/sam/grid_attention.h"

#include "nn/grid_attention.h"
#include "nn/layers.h"

namespace saa::sam {

using nn::Dim;
using nn::Value;

Value grid_attention(const Scope& attn, const Value& x, Dim heads, Dim window) {
  const auto [b, h, w, c] = x.dims<4>();
  nn::Builder& builder = x.builder();
  const auto table = [&](std::string_view leaf, Dim side) {
    return nn::param(builder, attn, leaf, {2 * (window > 0 ? window : side) - 1, c / heads});
  };
  const Scope qkv = attn / "qkv";
  // parity: the original pads the grid with zeros before qkv, so a padded place's query, key and
  // value are the bias, and take part in attention.
  const Value y =
      nn::grid_attention(nn::linear(qkv, x, 3 * c), nn::param(builder, qkv, "bias", {3 * c}),
                         table("rel_pos_h", h), table("rel_pos_w", w));
  return nn::linear(attn / "proj", y, c);
}

}  // namespace saa::sam
