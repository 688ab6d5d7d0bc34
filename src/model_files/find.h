// Which file in a models folder serves which purpose.
#pragma once

#include "model_files/registry.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace saa {

/// The file in `dir` that holds `model`: what `saa models import` made of it
/// (`<stem>.safetensors`) before the official file (`<stem>.pth` or `<stem>.pt`); what is no
/// checkpoint only under its own name. Looks at names, not into files; never throws for what the
/// disk has or lacks.
[[nodiscard]] std::optional<std::filesystem::path> find_model(const std::filesystem::path& dir,
                                                              const ModelFile& model);

/// A registered file and where it was found.
struct FoundModel {
  const ModelFile* model = nullptr;
  std::filesystem::path file;
};

/// The file that serves as `model`: itself, else another registered file of the same role and
/// network (where timm's WideResNet50-2 is absent, torchvision's serves). Never another network.
[[nodiscard]] std::optional<FoundModel> find_serving(const std::filesystem::path& dir,
                                                     const ModelFile& model);

/// The files of `set` that `dir` lacks, in their order.
[[nodiscard]] std::vector<const ModelFile*> missing_models(const std::filesystem::path& dir,
                                                           const ModelSet& set);

/// The command that fetches `names` (sets or files) into `dir`, to be pasted into a shell:
/// "saa models fetch saa-plus --models /data/models".
[[nodiscard]] std::string fetch_command(std::string_view names, const std::filesystem::path& dir);

/// One line that names the missing files, the folder, and the command that fetches them:
/// "models lacks a.pth and b.pth; to download what is missing: saa models fetch saa-plus …".
[[nodiscard]] std::string missing_line(const std::filesystem::path& dir, const ModelSet& set,
                                       std::span<const ModelFile* const> missing);

}  // namespace saa
