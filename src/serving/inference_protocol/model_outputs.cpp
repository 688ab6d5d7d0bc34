#include "output/result_json.h"
#include "serving/inference_protocol/model.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <saa/error.h>

namespace saa::serving {
namespace {

constexpr std::string_view kAnomalyMap = "anomaly_map";
constexpr std::string_view kPredMask = "pred_mask";
constexpr std::string_view kPredScore = "pred_score";
constexpr std::string_view kRegions = "regions";

static_assert(std::endian::native == std::endian::little, "tensors are little-endian");

template <typename T>
void append_values(std::string& data, std::span<const T> values) {
  const auto bytes = std::as_bytes(values);
  data.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

/// [n, height, width] of all the images.
std::vector<std::int64_t> map_shape(std::span<const Result> results, std::string_view name) {
  const Result& first = results.front();
  for (const Result& result : results) {
    if (result.width != first.width || result.height != first.height) {
      throw InputError(fmt::format(
          "output {}: the images of one request must be of one size, found {} x {} and {} x {}; "
          "send them in requests of their own, or ask for other outputs",
          name, first.width, first.height, result.width, result.height));
    }
  }
  return {std::ssize(results), first.height, first.width};
}

Tensor anomaly_map(std::span<const Result> results) {
  Tensor tensor{std::string(kAnomalyMap), Datatype::fp32, map_shape(results, kAnomalyMap), {}};
  for (const Result& result : results) append_values<float>(tensor.data, result.anomaly_map.values);
  return tensor;
}

Tensor pred_mask(std::span<const Result> results) {
  Tensor tensor{std::string(kPredMask), Datatype::uint8, map_shape(results, kPredMask), {}};
  for (const Result& result : results)
    append_values<std::uint8_t>(tensor.data, result.pred_mask.values);
  return tensor;
}

Tensor pred_score(std::span<const Result> results) {
  Tensor tensor{std::string(kPredScore), Datatype::fp32, {std::ssize(results)}, {}};
  for (const Result& result : results) {
    const auto score = static_cast<float>(result.pred_score);
    append_values<float>(tensor.data, {&score, 1});
  }
  return tensor;
}

Tensor regions(std::span<const Result> results) {
  Tensor tensor{std::string(kRegions), Datatype::bytes, {std::ssize(results)}, {}};
  for (const Result& result : results)
    append_bytes(tensor.data, json_line(result_json(result, {}).at("regions")));
  return tensor;
}

Tensor output(std::string_view name, std::span<const Result> results) {
  if (name == kAnomalyMap) return anomaly_map(results);
  if (name == kPredMask) return pred_mask(results);
  if (name == kPredScore) return pred_score(results);
  return regions(results);
}

}  // namespace

std::span<const TensorDescription> model_outputs() {
  static const std::vector<TensorDescription> kOutputs = {
      {kAnomalyMap, Datatype::fp32, {-1, -1, -1}},
      {kPredMask, Datatype::uint8, {-1, -1, -1}},
      {kPredScore, Datatype::fp32, {-1}},
      {kRegions, Datatype::bytes, {-1}}};
  return kOutputs;
}

std::vector<Tensor> write_outputs(std::span<const Result> results,
                                  std::span<const std::string> names) {
  check_outputs(names);
  std::vector<Tensor> tensors;
  for (const std::string& name : names) tensors.push_back(output(name, results));
  if (!names.empty()) return tensors;
  for (const TensorDescription& known : model_outputs())
    tensors.push_back(output(known.name, results));
  return tensors;
}

}  // namespace saa::serving
