#include "nn/openvino/int8_weights.h"

#include "nn/openvino/processor.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <openvino/opsets/opset15.hpp>
#include <span>
#include <vector>

namespace saa::nn {
namespace {

namespace op = ov::opset15;

constexpr float kLargest = 127;

/// The constant behind the product's second input, which may be stored as f16; null if it has none.
std::shared_ptr<op::Constant> weights_of(const op::MatMul& product) {
  std::shared_ptr<ov::Node> node = product.get_input_node_shared_ptr(1);
  if (ov::is_type<op::Convert>(node)) node = node->get_input_node_shared_ptr(0);
  return ov::as_type_ptr<op::Constant>(node);
}

struct QuantisedRows {
  std::vector<std::int8_t> values;
  std::vector<float> scales;
};

QuantisedRows quantised(std::span<const float> weights, std::size_t columns) {
  QuantisedRows result;
  result.values.reserve(weights.size());
  for (std::size_t start = 0; start < weights.size(); start += columns) {
    const std::span<const float> row = weights.subspan(start, columns);
    float largest = 0;
    for (const float weight : row) largest = std::max(largest, std::abs(weight));
    const float scale = largest > 0 ? largest / kLargest : 1.0F;
    result.scales.push_back(scale);
    for (const float weight : row)
      result.values.push_back(static_cast<std::int8_t>(std::nearbyint(weight / scale)));
  }
  return result;
}

ov::Output<ov::Node> as_int8(const op::Constant& weights) {
  const ov::Shape& shape = weights.get_shape();
  const std::vector<float> values = weights.cast_vector<float>();
  const QuantisedRows rows = quantised(values, shape[1]);
  const auto integers = op::Constant::create(ov::element::i8, shape, rows.values);
  const auto scales = op::Constant::create(ov::element::f32, {shape[0], 1}, rows.scales);
  integers->set_friendly_name(weights.get_friendly_name());
  return std::make_shared<op::Multiply>(std::make_shared<op::Convert>(integers, ov::element::f32),
                                        scales);
}

}  // namespace

void quantise_weights(ov::Model& model) {
  for (const std::shared_ptr<ov::Node>& node : model.get_ordered_ops()) {
    const auto product = ov::as_type_ptr<op::MatMul>(node);
    if (!product || !product->get_transpose_b()) continue;
    const auto weights = weights_of(*product);
    if (!weights || weights->get_shape().size() != 2 ||
        ov::shape_size(weights->get_shape()) < kLeastInt8Weights)
      continue;
    product->input(1).replace_source_output(as_int8(*weights));
  }
}

bool has_int8_products() {
  const std::string flags = processor_flags();
  for (const char* flag : {" avx512_vnni", " avx_vnni", " amx_int8", " i8mm"})
    if (flags.find(flag) != std::string::npos) return true;
  return false;
}

}  // namespace saa::nn
