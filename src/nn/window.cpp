#include "nn/window.h"

namespace saa::nn {
namespace {

Dim whole_tiles(Dim size, Dim window) { return (size + window - 1) / window; }

}  // namespace

Value window_partition(const Value& x, Dim window) {
  const auto [b, h, w, c] = x.dims<4>();
  const Dim rows = whole_tiles(h, window);
  const Dim columns = whole_tiles(w, window);
  const Value whole = pad(x, {0, 0, 0, 0}, {0, rows * window - h, columns * window - w, 0});
  const Value tiles =
      permute(reshape(whole, {b, rows, window, columns, window, c}), {0, 1, 3, 2, 4, 5});
  return reshape(tiles, {b * rows * columns, window, window, c});
}

Value window_merge(const Value& tiles, const std::array<Dim, 4>& grid) {
  const auto [b, h, w, c] = grid;
  const Dim window = tiles.dim(1);
  const Dim rows = whole_tiles(h, window);
  const Dim columns = whole_tiles(w, window);
  const Value whole =
      permute(reshape(tiles, {b, rows, columns, window, window, c}), {0, 1, 3, 2, 4, 5});
  return slice(reshape(whole, {b, rows * window, columns * window, c}), {1, 2}, {0, 0}, {h, w});
}

}  // namespace saa::nn
