#include "models/sam/grid_attention.h"

#include "nn/layers.h"
#include "nn/window.h"

#include <array>
#include <cmath>
#include <vector>

namespace saa::sam {
namespace {

using nn::Dim;
using nn::Value;

/// Queries of one attention operation: its scores and bias take heads x 1024 x 4096 numbers for the
/// official grid, a quarter of the whole.
constexpr Dim kQueries = 1024;

/// A [2n-1, d] parameter spread to [n, n, d]: entry (i, j) is the row for offset i - j.
Value rel_pos_table(nn::Builder& builder, const Scope& scope, std::string_view leaf, Dim n, Dim d) {
  nn::Dims rows;
  for (Dim i = 0; i < n; ++i) {
    for (Dim j = 0; j < n; ++j) rows.push_back(i - j + n - 1);
  }
  return nn::gather(nn::param(builder, scope, leaf, {2 * n - 1, d}), rows, {n, n});
}

/// qkv [B, H, W, 3 * heads * d] -> [B, H, W, heads * d].
Value attend(const Scope& attn, const Value& qkv, Dim heads) {
  const auto [b, h, w, c3] = qkv.dims<4>();
  const Dim n = h * w;
  const Dim d = c3 / 3 / heads;
  const auto [q, k, v] =
      nn::unbind<3>(nn::permute(nn::reshape(qkv, {b, n, 3, heads, d}), {2, 0, 3, 1, 4}), 0);
  // parity: the position bias is from the query before it is scaled.
  const Value grid = nn::reshape(q, {b, heads, h, w, d});
  nn::Builder& builder = qkv.builder();
  const Value by_row = nn::unsqueeze(
      nn::einsum("bnhwd,hkd->bnhwk", grid, rel_pos_table(builder, attn, "rel_pos_h", h, d)), -1);
  const Value by_column = nn::unsqueeze(
      nn::einsum("bnhwd,wkd->bnhwk", grid, rel_pos_table(builder, attn, "rel_pos_w", w, d)), -2);
  const Dim rows = std::max<Dim>(1, std::min(h, kQueries / w));
  std::vector<Value> pieces;
  for (Dim y = 0; y < h; y += rows) {
    const Dim end = std::min(y + rows, h);
    const auto of_rows = [&](const Value& x) { return nn::slice(x, {2}, {y}, {end}); };
    const Value bias =
        nn::reshape(of_rows(by_row) + of_rows(by_column), {b, heads, (end - y) * w, n});
    pieces.push_back(nn::attention(nn::slice(q, {2}, {y * w}, {end * w}), k, v,
                                   1.0F / std::sqrt(float(d)), bias));
  }
  const Value y = pieces.size() == 1 ? pieces.front() : nn::concat(pieces, 2);
  return nn::reshape(nn::permute(y, {0, 2, 1, 3}), {b, h, w, heads * d});
}

}  // namespace

Value grid_attention(const Scope& attn, const Value& x, Dim heads, Dim window) {
  const Dim c = x.dim(-1);
  // parity: the grid is padded before qkv, so a padded token's query, key and value are the bias
  // and take part in attention.
  const Value tiles = window > 0 ? nn::window_partition(x, window) : x;
  const Value y = attend(attn, nn::linear(attn / "qkv", tiles, 3 * c), heads);
  return nn::linear(attn / "proj", window > 0 ? nn::window_merge(y, x.dims<4>()) : y, c);
}

}  // namespace saa::sam
