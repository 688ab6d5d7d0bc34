// A transformer block of SAM's image encoder, written on nn as a network definition is: what the
// primitives, layers and windows must be able to say.
#include "nn/layers.h"
#include "nn/window.h"
#include "parity/models/parity.h"

#include <array>
#include <cmath>
#include <gtest/gtest.h>

namespace saa {
namespace {

using nn::Dim;
using nn::Value;

struct VitBlockConfig {
  Dim heads;
  Dim mlp_dim;
  Dim window;  ///< 0: attention over the whole grid
};

/// A [2n-1, d] parameter spread to [n, n, d]: entry (i, j) is the row for offset i - j.
Value rel_pos_table(nn::Builder& builder, const Scope& scope, std::string_view leaf, Dim n, Dim d) {
  nn::Dims rows;
  for (Dim i = 0; i < n; ++i) {
    for (Dim j = 0; j < n; ++j) rows.push_back(i - j + n - 1);
  }
  return nn::gather(nn::param(builder, scope, leaf, {2 * n - 1, d}), rows, {n, n});
}

/// Self-attention over x [B, H, W, C]. The position bias is a row term plus a column term, both
/// from the query before it is scaled.
Value grid_attention(const Scope& scope, const Value& x, Dim heads) {
  const auto [b, h, w, c] = x.dims<4>();
  const Dim n = h * w;
  const Dim d = c / heads;
  const Value qkv = nn::reshape(nn::linear(scope / "qkv", x, 3 * c), {b, n, 3, heads, d});
  const auto [q, k, v] = nn::unbind<3>(nn::permute(qkv, {2, 0, 3, 1, 4}), 0);  // [B, heads, HW, d]
  const Value grid = nn::reshape(q, {b, heads, h, w, d});
  nn::Builder& builder = x.builder();
  const Value by_row =
      nn::einsum("bnhwd,hkd->bnhwk", grid, rel_pos_table(builder, scope, "rel_pos_h", h, d));
  const Value by_column =
      nn::einsum("bnhwd,wkd->bnhwk", grid, rel_pos_table(builder, scope, "rel_pos_w", w, d));
  const Value bias =
      nn::reshape(nn::unsqueeze(by_row, -1) + nn::unsqueeze(by_column, -2), {b, heads, n, n});
  const Value y = nn::attention(q, k, v, 1.0F / std::sqrt(float(d)), bias);
  return nn::linear(scope / "proj", nn::reshape(nn::permute(y, {0, 2, 1, 3}), {b, h, w, c}), c);
}

Value vit_block(const Scope& scope, const Value& x, const VitBlockConfig& config) {
  constexpr float kEpsilon = 1e-6F;
  Value y = nn::layer_norm(scope / "norm1", x, kEpsilon);
  if (config.window > 0) y = nn::window_partition(y, config.window);
  y = grid_attention(scope / "attn", y, config.heads);
  if (config.window > 0) y = nn::window_merge(y, x.dims<4>());
  y = x + y;
  const Value hidden = nn::linear(scope / "mlp" / "lin1",
                                  nn::layer_norm(scope / "norm2", y, kEpsilon), config.mlp_dim);
  return y + nn::linear(scope / "mlp" / "lin2", nn::gelu(hidden), x.dim(-1));
}

double block_error(std::string_view name, Dim window) {
  const StateDict fixture = load_fixture(name);
  const Tensor& x = *fixture.find("x");
  const auto network = nn::cpu_runtime().compile(
      name,
      [&](nn::Builder& builder) {
        const Value tokens = builder.input("x", DType::f32, x.shape);
        builder.output("y", vit_block(Scope(fixture, "weights"), tokens, {2, 48, window}));
      },
      {});
  EXPECT_TRUE(fixture.unread(std::array<std::string_view, 2>{"x", "y"}).empty());
  return relative_error(nn::floats(network->run({&x, 1})[0]), nn::floats(*fixture.find("y")));
}

TEST(VitBlock, AgreesWithTheOriginalOverTheWholeGrid) {
  EXPECT_LT(block_error("vit_block_global", 0), 1e-5);
}

TEST(VitBlock, AgreesWithTheOriginalInPaddedWindows) {
  EXPECT_LT(block_error("vit_block_windows", 4), 1e-5);
}

}  // namespace
}  // namespace saa
