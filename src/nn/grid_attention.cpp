#include "nn/grid_attention.h"

#include "nn/grid_attention_tile.h"
#include "nn/host_kernel.h"

#include <array>
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <stdexcept>
#include <vector>

namespace saa::nn {
namespace {

const float* f32_data(const Tensor& tensor) {
  return reinterpret_cast<const float*>(tensor.bytes.data());
}

/// n of a [2n - 1, channels] table.
std::size_t side(const Dims& table) { return static_cast<std::size_t>((table[0] + 1) / 2); }

class GridAttention final : public HostKernel {
 public:
  [[nodiscard]] std::string_view name() const override { return "saa.grid_attention"; }

  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override {
    const Dims& qkv = inputs[0];
    const Dims& rows = inputs[2];
    const Dims& columns = inputs[3];
    if (inputs.size() != 4 || qkv.size() != 4 || qkv[0] != 1 || rows.size() != 2 ||
        columns.size() != 2 || rows[0] % 2 == 0 || columns[0] % 2 == 0 || rows[1] != columns[1] ||
        qkv[3] % (3 * rows[1]) != 0 || side(columns) > kMaxGridColumns) {
      throw std::logic_error("grid attention of qkv " + shape_text(qkv) + " and tables " +
                             shape_text(rows) + " and " + shape_text(columns));
    }
    return {1, qkv[1], qkv[2], qkv[3] / 3};
  }

  void evaluate(std::span<const Tensor> inputs, std::span<float> result) const override {
    const Dims& qkv = inputs[0].shape;
    const auto channels = static_cast<std::size_t>(inputs[2].shape[1]);
    const GridHeads call{.qkv = f32_data(inputs[0]),
                         .padding = f32_data(inputs[1]),
                         .rel_rows = f32_data(inputs[2]),
                         .rel_columns = f32_data(inputs[3]),
                         .result = result.data(),
                         .height = static_cast<std::size_t>(qkv[1]),
                         .width = static_cast<std::size_t>(qkv[2]),
                         .rows = side(inputs[2].shape),
                         .columns = side(inputs[3].shape),
                         .heads = static_cast<std::size_t>(qkv[3]) / (3 * channels),
                         .channels = channels};
    PackedTables tables;
    pack_tables(call, tables);
    // A window's blocks of queries share its keys, so those are packed first.
    std::vector<PackedKeys> keys(call.windows() * call.heads);
    const auto at = [&](std::size_t i) { return GridHead{i / call.heads, i % call.heads}; };
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, keys.size()), [&](const auto& range) {
      for (std::size_t i = range.begin(); i < range.end(); ++i) pack_keys(call, at(i), keys[i]);
    });
    const std::size_t blocks = (call.rows * call.columns + kGridQueries - 1) / kGridQueries;
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, keys.size() * blocks),
                      [&](const auto& range) {
                        GridScratch scratch;
                        for (std::size_t item = range.begin(); item < range.end(); ++item) {
                          const std::size_t i = item / blocks;
                          const std::size_t begin = item % blocks * kGridQueries;
                          if (begin >= query_count(call, at(i).window)) continue;
                          attend(call, at(i), tables, keys[i], begin, scratch);
                        }
                      });
  }
};

}  // namespace

Value grid_attention(const Value& qkv, const Value& padding, const Value& rel_rows,
                     const Value& rel_columns) {
  static const GridAttention kernel;
  return host_op(kernel, std::array{qkv, padding, rel_rows, rel_columns});
}

}  // namespace saa::nn
