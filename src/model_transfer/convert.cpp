#include "model_transfer/convert.h"

#include "checkpoint/load.h"
#include "checkpoint/recognise.h"
#include "checkpoint/safetensors.h"
#include "core/parallel.h"
#include "core/sha256.h"
#include "model_files/registry.h"
#include "model_transfer/half.h"
#include "model_transfer/part_file.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <saa/error.h>
#include <vector>

namespace saa {
namespace {

namespace fs = std::filesystem;

bool is_floating(DType dtype) {
  return dtype == DType::f64 || dtype == DType::f32 || dtype == DType::f16 || dtype == DType::bf16;
}

/// A tensor of the same shape that owns its elements.
template <typename T>
Tensor owning(DType dtype, const std::vector<std::int64_t>& shape, std::vector<T> values) {
  const auto owner = std::make_shared<const std::vector<T>>(std::move(values));
  return {
      .dtype = dtype, .shape = shape, .bytes = std::as_bytes(std::span(*owner)), .owner = owner};
}

/// @param name for the message.
Tensor as_half(const std::string& name, const Tensor& tensor) {
  const std::vector<float> wide = to_f32(tensor);
  std::vector<std::uint16_t> values(wide.size());
  parallel_for(wide.size(), /*threads=*/0, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      values[i] = to_half(wide[i]);
      const bool is_infinite = (values[i] & 0x7FFFU) == 0x7C00U;
      if (is_infinite && std::isfinite(wide[i])) {
        throw WeightsError(name + " holds " + std::to_string(wide[i]) +
                           ", which f16 cannot (65504 at most); keep f32");
      }
    }
  });
  return owning(DType::f16, tensor.shape, std::move(values));
}

TensorMap in_precision(TensorMap tensors, StoredPrecision precision) {
  if (precision == StoredPrecision::as_it_is) return tensors;
  const DType wanted = precision == StoredPrecision::f16 ? DType::f16 : DType::f32;
  for (auto& [name, tensor] : tensors) {
    if (!is_floating(tensor.dtype) || tensor.dtype == wanted) continue;
    tensor = wanted == DType::f16 ? as_half(name, tensor)
                                  : owning(DType::f32, tensor.shape, to_f32(tensor));
  }
  return tensors;
}

/// The registered file that `source` is by its name, else the first of its network.
const ModelFile& registered(const fs::path& source, std::string_view network) {
  const ModelFile* first = nullptr;
  for (const ModelFile& model : model_files()) {
    if (network.empty() || model.network != network) continue;
    if (fs::path(model.file).stem() == source.stem()) return model;
    if (first == nullptr) first = &model;
  }
  if (first != nullptr) return *first;
  throw WeightsError(source.string() +
                     (network.empty()
                          ? " is of no network that saa knows"
                          : " is a " + std::string(network) + ", which no part of saa uses") +
                     "; 'saa inspect' shows what it holds, 'saa models list' what is used");
}

}  // namespace

Conversion convert_checkpoint(const fs::path& source, const fs::path& dir,
                              StoredPrecision precision, bool replace) {
  const SharedBytes bytes = map_checkpoint(source);
  StateDict weights = parse_checkpoint(bytes, source);
  const std::string network(recognise_network(weights));
  const fs::path target =
      dir / fs::path(registered(source, network).file).replace_extension(".safetensors");
  if (!replace && fs::exists(target))
    throw IoError(target.string() + " is there already; --replace writes it again");
  const TensorMap tensors = in_precision(std::move(weights).tensors(), precision);
  std::uint64_t size = 0;
  for (const auto& [name, tensor] : tensors) size += tensor.bytes.size();
  require_free_space(dir, size);
  write_safetensors(target, tensors,
                    {{"network", network},
                     {"source", source.filename().string()},
                     {"source_sha256", sha256(bytes.bytes)}});
  return {.file = target,
          .network = network,
          .tensors = tensors.size(),
          .bytes = fs::file_size(target)};
}

}  // namespace saa
