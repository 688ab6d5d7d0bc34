// Compiled networks on disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <openvino/core/model.hpp>
#include <openvino/runtime/core.hpp>
#include <optional>
#include <string>

namespace saa::nn {

/// A compiled model and the memory that its constants may lie in.
struct LoadedModel {
  std::shared_ptr<const void> memory;  ///< goes after the model; may be null
  ov::CompiledModel model;
};

/// The place of one network in a cache folder. What is found there is used only if it is whole and
/// was made from the same graph, weights, settings, OpenVINO and processor; otherwise, and when the
/// folder cannot be used, it is as if there were no cache, with a warning. Several processes may
/// share a folder, and it may be emptied at any time.
class ModelCache {
 public:
  /// @param model not compiled yet. All its weights are read here.
  ModelCache(ov::Core& core, const std::filesystem::path& folder,
             const std::shared_ptr<ov::Model>& model, ov::AnyMap settings);

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  [[nodiscard]] std::optional<LoadedModel> load() const;
  void store(ov::CompiledModel& compiled) const;

 private:
  ov::Core* core_;
  ov::AnyMap settings_;
  std::uint64_t key_;
  std::filesystem::path file_;
};

}  // namespace saa::nn
