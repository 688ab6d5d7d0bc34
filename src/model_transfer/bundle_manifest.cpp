#include "model_transfer/bundle_manifest.h"

#include "checkpoint/in_quotes.h"
#include "core/checked.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <saa/error.h>
#include <set>

namespace saa {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr const char* kVersionKey = "saa_bundle";
constexpr std::size_t kMostFiles = 100;
constexpr std::size_t kLongestName = 200;

/// A name that cannot lead out of a folder, hide in it, or stand for something else in a shell.
bool is_plain(std::string_view name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  constexpr std::array<std::string_view, 4> kEndings = {".pth", ".pt", ".safetensors", ".txt"};
  return name.size() <= kLongestName && std::ranges::all_of(name, is_allowed) &&
         !name.starts_with('.') && !name.starts_with('-') &&
         std::ranges::any_of(kEndings, [name](auto ending) {
           return name.size() > ending.size() && name.ends_with(ending);
         });
}

bool is_digest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

BundledFile read_file(const Json& entry) {
  BundledFile file{.name = entry.at("name").get<std::string>(),
                   .size = entry.at("size").get<std::uint64_t>(),
                   .sha256 = entry.at("sha256").get<std::string>()};
  if (!entry.at("size").is_number_unsigned()) throw WeightsError("a size that is not one");
  if (!is_plain(file.name))
    throw WeightsError("the name " + in_quotes(file.name) + " is not one of a model file");
  if (!is_digest(file.sha256)) throw WeightsError("a SHA-256 that is not one");
  return file;
}

std::vector<BundledFile> read_files(const Json& manifest) {
  if (manifest.at(kVersionKey) != kVersion) {
    throw WeightsError("version " + manifest.at(kVersionKey).dump() + ", this saa reads " +
                       std::to_string(kVersion));
  }
  const Json& entries = manifest.at("files");
  if (!entries.is_array() || entries.empty() || entries.size() > kMostFiles)
    throw WeightsError("the list of files is empty or too long");
  std::vector<BundledFile> files;
  std::set<std::string> names;
  std::uint64_t total = 0;
  for (const Json& entry : entries) {
    files.push_back(read_file(entry));
    if (!names.insert(files.back().name).second)
      throw WeightsError(files.back().name + " is listed twice");
    const auto sum = checked_add(total, files.back().size);
    if (!sum) throw WeightsError("sizes that cannot be");
    total = *sum;
  }
  return files;
}

}  // namespace

std::string manifest_text(const std::vector<BundledFile>& files) {
  Json entries = Json::array();
  for (const BundledFile& file : files)
    entries.push_back({{"name", file.name}, {"size", file.size}, {"sha256", file.sha256}});
  return Json({{kVersionKey, kVersion}, {"files", std::move(entries)}}).dump(2) + "\n";
}

std::vector<BundledFile> read_manifest(std::string_view text, const std::string& source) {
  try {
    return read_files(Json::parse(text));
  } catch (const WeightsError& error) {
    throw WeightsError(source + ": the manifest holds " + error.what());
  } catch (const Json::exception&) {
    throw WeightsError(source + ": the manifest is not one that 'saa models bundle' writes");
  }
}

}  // namespace saa
