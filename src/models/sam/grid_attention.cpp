#include "models/sam/grid_attention.h"

#include "nn/grid_attention.h"
#include "nn/layers.h"
#include "nn/window.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace saa::sam {
namespace {

using nn::Dim;
using nn::Value;

/// Queries of one written-out attention: its scores and bias take heads x 1024 x 4096 numbers for
/// the official grid, a quarter of the whole.
constexpr Dim kQueries = 1024;

/// rel_pos_<axis>: a [2n-1, d] table.
Value table(nn::Builder& builder, const Scope& attn, std::string_view leaf, Dim n, Dim d) {
  return nn::param(builder, attn, leaf, {2 * n - 1, d});
}

/// The table spread to [n, n, d]: entry (i, j) is the row for offset i - j.
Value spread(const Value& table) {
  const Dim n = (table.dim(0) + 1) / 2;
  nn::Dims rows;
  for (Dim i = 0; i < n; ++i) {
    for (Dim j = 0; j < n; ++j) rows.push_back(i - j + n - 1);
  }
  return nn::gather(table, rows, {n, n});
}

/// qkv [B, H, W, 3 * heads * d] -> [B, H, W, heads * d], each of the B grids by itself.
Value write_out(const Scope& attn, const Value& qkv, Dim heads) {
  const auto [b, h, w, c3] = qkv.dims<4>();
  const Dim n = h * w;
  const Dim d = c3 / 3 / heads;
  const auto [q, k, v] =
      nn::unbind<3>(nn::permute(nn::reshape(qkv, {b, n, 3, heads, d}), {2, 0, 3, 1, 4}), 0);
  // parity: the position bias is from the query before it is scaled.
  const Value grid = nn::reshape(q, {b, heads, h, w, d});
  nn::Builder& builder = qkv.builder();
  const Value by_row = nn::unsqueeze(
      nn::einsum("bnhwd,hkd->bnhwk", grid, spread(table(builder, attn, "rel_pos_h", h, d))), -1);
  const Value by_column = nn::unsqueeze(
      nn::einsum("bnhwd,wkd->bnhwk", grid, spread(table(builder, attn, "rel_pos_w", w, d))), -2);
  const Dim rows = std::max<Dim>(1, std::min(h, kQueries / w));
  std::vector<Value> pieces;
  for (Dim y = 0; y < h; y += rows) {
    const Dim end = std::min(y + rows, h);
    const auto of_rows = [&, first = y](const Value& x) {
      return nn::slice(x, {2}, {first}, {end});
    };
    const Value bias =
        nn::reshape(of_rows(by_row) + of_rows(by_column), {b, heads, (end - y) * w, n});
    pieces.push_back(nn::attention(nn::slice(q, {2}, {y * w}, {end * w}), k, v,
                                   1.0F / std::sqrt(static_cast<float>(d)), bias));
  }
  const Value y = nn::concat(pieces, 2);
  return nn::reshape(nn::permute(y, {0, 2, 1, 3}), {b, h, w, heads * d});
}

Value written_out(const Scope& attn, const Value& x, Dim heads, Dim window) {
  const Dim c = x.dim(-1);
  if (window == 0) return write_out(attn, nn::linear(attn / "qkv", x, 3 * c), heads);
  const Value tiles = nn::window_partition(x, window);
  return nn::window_merge(write_out(attn, nn::linear(attn / "qkv", tiles, 3 * c), heads),
                          x.dims<4>());
}

Value streamed(const Scope& attn, const Value& x, Dim heads, Dim window) {
  const auto [b, h, w, c] = x.dims<4>();
  nn::Builder& builder = x.builder();
  const Scope qkv = attn / "qkv";
  // parity: the original pads the grid with zeros before qkv, so a padded place's query, key and
  // value are the bias, and take part in attention.
  return nn::grid_attention(nn::linear(qkv, x, 3 * c), nn::param(builder, qkv, "bias", {3 * c}),
                            table(builder, attn, "rel_pos_h", window > 0 ? window : h, c / heads),
                            table(builder, attn, "rel_pos_w", window > 0 ? window : w, c / heads));
}

}  // namespace

Value grid_attention(const Scope& attn, const Value& x, Dim heads, Dim window, BlockForm form) {
  const Value y = form == BlockForm::fused ? streamed(attn, x, heads, window)
                                           : written_out(attn, x, heads, window);
  return nn::linear(attn / "proj", y, x.dim(-1));
}

}  // namespace saa::sam
