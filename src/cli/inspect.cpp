// saa inspect: what a checkpoint holds, and of which network it is.
#include "checkpoint/load.h"
#include "checkpoint/recognise.h"
#include "cli/plain_text.h"
#include "cli/print.h"
#include "cli/verbs.h"
#include "core/sha256.h"
#include "output/json.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace saa::cli {
namespace {

struct InspectOptions {
  std::string file;
  std::string filter;
  bool as_json = false;
};

/// A file as it was found, and of its tensors those that the filter lets through.
struct Inspection {
  std::string file;
  CheckpointFormat format;
  std::string_view network;  ///< "" if it is not recognised
  std::string sha256;
  std::size_t file_bytes;
  TensorMap listed;
  std::size_t tensors;
  std::int64_t elements;  ///< of the listed tensors, as `bytes`
  std::size_t bytes;
};

Inspection inspect(const InspectOptions& options) {
  const SharedBytes mapped = map_checkpoint(options.file);
  const StateDict weights = parse_checkpoint(mapped, options.file);
  Inspection found{.file = options.file,
                   .format = detect_format(mapped.bytes, options.file),
                   .network = recognise_network(weights),
                   .sha256 = sha256(mapped.bytes),
                   .file_bytes = mapped.bytes.size(),
                   .listed = {},
                   .tensors = weights.tensors().size(),
                   .elements = 0,
                   .bytes = 0};
  for (const auto& [name, tensor] : weights.tensors()) {
    if (name.find(options.filter) == std::string::npos) continue;
    found.listed.emplace(name, tensor);
    found.elements += tensor.elements();
    found.bytes += tensor.bytes.size();
  }
  return found;
}

/// 18826032 as "18,826,032".
std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

/// How many tensors of each dtype: "247 f32, 49 i64".
std::string dtype_counts(const TensorMap& tensors) {
  std::map<DType, int> counts;
  for (const auto& [name, tensor] : tensors) ++counts[tensor.dtype];
  std::string text;
  for (const auto& [dtype, count] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, dtype_name(dtype));
  return text;
}

std::string table(const Inspection& found) {
  std::string text = fmt::format(
      "file      {}\nformat    {}\nnetwork   {}\nsize      {} bytes\nsha256    {}\n"
      "tensors   {}{}, {} elements, {} bytes\ndtypes    {}\n\n",
      plain_line(found.file), format_name(found.format),
      found.network.empty() ? "not recognised" : found.network, grouped(found.file_bytes),
      found.sha256, grouped(found.listed.size()),
      found.listed.size() == found.tensors ? "" : fmt::format(" of {}", grouped(found.tensors)),
      grouped(static_cast<std::uint64_t>(found.elements)), grouped(found.bytes),
      dtype_counts(found.listed));
  std::size_t name_width = 4;
  std::size_t shape_width = 5;
  std::size_t bytes_width = 5;
  for (const auto& [name, tensor] : found.listed) {
    name_width = std::max(name_width, name.size());
    shape_width = std::max(shape_width, shape_text(tensor.shape).size());
    bytes_width = std::max(bytes_width, grouped(tensor.bytes.size()).size());
  }
  const auto add_row = [&](std::string_view name, std::string_view dtype, std::string_view shape,
                           std::string_view bytes) {
    text += fmt::format("{:<{}}  {:<5}  {:<{}}  {:>{}}\n", name, name_width, dtype, shape,
                        shape_width, bytes, bytes_width);
  };
  add_row("NAME", "DTYPE", "SHAPE", "BYTES");
  for (const auto& [name, tensor] : found.listed)
    add_row(name, dtype_name(tensor.dtype), shape_text(tensor.shape), grouped(tensor.bytes.size()));
  return text;
}

Json to_json(const Inspection& found) {
  Json tensors = Json::array();
  for (const auto& [name, tensor] : found.listed)
    tensors.push_back({{"name", name},
                       {"dtype", dtype_name(tensor.dtype)},
                       {"shape", tensor.shape},
                       {"bytes", tensor.bytes.size()}});
  return {{"file", found.file},
          {"format", format_name(found.format)},
          {"network", found.network.empty() ? Json() : Json(found.network)},
          {"file_bytes", found.file_bytes},
          {"sha256", found.sha256},
          {"tensor_count", found.tensors},
          {"listed_count", found.listed.size()},
          {"listed_elements", found.elements},
          {"listed_bytes", found.bytes},
          {"tensors", std::move(tensors)}};
}

}  // namespace

void add_inspect(CLI::App& app, Action& action) {
  CLI::App* verb = app.add_subcommand(
      "inspect", "What a checkpoint holds: names, shapes, dtypes, and of which network it is");
  const auto options = std::make_shared<InspectOptions>();
  verb->add_option("FILE", options->file, "Checkpoint: .pth, .pt or .safetensors")->required();
  verb->add_option("--filter", options->filter, "List only tensors whose name holds this text");
  verb->add_flag("--json", options->as_json, "As JSON");
  verb->footer(
      "Nothing in the file is executed, and a damaged or hostile one gives an error. Names are as\n"
      "networks use them: without a 'model' or 'state_dict' level and without 'module.'.\n"
      "Examples:\n"
      "  saa inspect sam_vit_h_4b8939.pth\n"
      "  saa inspect groundingdino_swint_ogc.pth --filter backbone.0.layers.0\n"
      "  saa inspect model.safetensors --json | jq .network");
  verb->callback([&action, options] {
    action = [options] {
      const Inspection found = inspect(*options);
      print(options->as_json ? json_page(to_json(found)) : table(found));
      return 0;
    };
  });
}

}  // namespace saa::cli
