#include "checkpoint/safetensors.h"
#include "checkpoint/safetensors_dtypes.h"
#include "core/atomic_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <saa/error.h>

namespace saa {
namespace {

/// Data start at a multiple of this, so that mapped tensors are aligned for vector loads too.
constexpr std::size_t kAlignment = 64;

using Item = const TensorMap::value_type*;

/// Wide dtypes first, then by name: every tensor then starts at a multiple of its element size.
std::vector<Item> in_file_order(const TensorMap& tensors) {
  std::vector<Item> items;
  items.reserve(tensors.size());
  for (const auto& item : tensors) items.push_back(&item);
  std::ranges::stable_sort(items, std::ranges::greater{},
                           [](Item item) { return dtype_size(item->second.dtype); });
  return items;
}

std::string header_text(std::span<const Item> items, const Metadata& metadata) {
  nlohmann::json header = nlohmann::json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::size_t offset = 0;
  for (const Item item : items) {
    const Tensor& tensor = item->second;
    const std::size_t end = offset + tensor.bytes.size();
    header[item->first] = {{"dtype", safetensors_name(tensor.dtype)},
                           {"shape", tensor.shape},
                           {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  const std::size_t before_data = sizeof(std::uint64_t) + text.size();
  text.append((kAlignment - before_data % kAlignment) % kAlignment, ' ');
  return text;
}

}  // namespace

void write_safetensors(const std::filesystem::path& file, const TensorMap& tensors,
                       const Metadata& metadata) {
  if (tensors.contains("__metadata__"))
    throw WeightsError("no tensor can be named __metadata__ in " + file.string());
  const std::vector<Item> items = in_file_order(tensors);
  const std::string header = header_text(items, metadata);
  const std::uint64_t length = header.size();
  std::vector<std::span<const std::byte>> pieces = {std::as_bytes(std::span(&length, 1)),
                                                    std::as_bytes(std::span(header))};
  for (const Item item : items) pieces.push_back(item->second.bytes);
  write_file_atomically(file, pieces);
}

}  // namespace saa
