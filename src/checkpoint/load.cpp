#include "checkpoint/load.h"

#include "checkpoint/in_quotes.h"
#include "checkpoint/load_budget.h"
#include "checkpoint/safetensors.h"
#include "checkpoint/torch_legacy.h"
#include "checkpoint/torch_zip.h"
#include "core/mapped_file.h"

#include <algorithm>
#include <saa/error.h>

namespace saa {
namespace {

/// What DataParallel puts before every name.
constexpr std::string_view kWrapper = "module.";

TensorMap without_wrapper(TensorMap tensors) {
  const bool wrapped = std::ranges::all_of(
      tensors, [](const auto& item) { return item.first.starts_with(kWrapper); });
  if (!wrapped) return tensors;
  TensorMap bare;
  for (auto& [name, tensor] : tensors)
    bare.emplace(name.substr(kWrapper.size()), std::move(tensor));
  return bare;
}

/// Names go to terminals and into JSON; those of networks are plain.
void expect_printable_names(const TensorMap& tensors, const std::string& source) {
  for (const auto& [name, tensor] : tensors)
    if (!std::ranges::all_of(name, [](char c) { return c >= 0x20 && c < 0x7F; }))
      throw WeightsError(source + ": the tensor name " + in_quotes(name) +
                         " is not printable; the file is damaged");
}

TensorMap read_tensors(const SharedBytes& bytes, const std::string& source) {
  LoadBudget budget(source, bytes.bytes.size());
  switch (detect_format(bytes.bytes, source)) {
    case CheckpointFormat::torch_zip:
      return read_torch_zip(bytes, source, budget);
    case CheckpointFormat::torch_legacy:
      return read_torch_legacy(bytes, source, budget);
    case CheckpointFormat::safetensors:
      return read_safetensors(bytes, source, budget).tensors;
  }
  return {};
}

}  // namespace

StateDict parse_checkpoint(const SharedBytes& bytes, const std::filesystem::path& source) {
  TensorMap tensors = read_tensors(bytes, source.string());
  if (tensors.empty()) throw WeightsError(source.string() + ": it holds no tensors");
  expect_printable_names(tensors, source.string());
  return {source, without_wrapper(std::move(tensors))};
}

SharedBytes map_checkpoint(const std::filesystem::path& file) {
  const auto mapped = std::make_shared<const MappedFile>(file);
  return {mapped->bytes(), mapped};
}

StateDict load_checkpoint(const std::filesystem::path& file) {
  return parse_checkpoint(map_checkpoint(file), file);
}

}  // namespace saa
