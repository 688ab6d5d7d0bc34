// The official model files: where they come from and how to know them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace saa {

/// What a file does: in the cascade, in a baseline, or for the neighbour prompt.
enum class ModelRole {
  detector,      ///< boxes for words
  refiner,       ///< masks for boxes
  saliency,      ///< features that parts of an image are compared by
  vocabulary,    ///< the detector's words
  image_text,    ///< CLIP: images and texts in one space
  segmentation,  ///< CLIPSeg: a map for a text
  merges,        ///< how CLIP's tokenizer puts words together
  neighbours     ///< features that pictures of one part are compared by
};
inline constexpr std::array kModelRoles = {
    ModelRole::detector,   ModelRole::refiner,      ModelRole::saliency, ModelRole::vocabulary,
    ModelRole::image_text, ModelRole::segmentation, ModelRole::merges,   ModelRole::neighbours};

/// As `saa models` prints it.
[[nodiscard]] std::string_view role_name(ModelRole role);

/// A published file. Empty texts and a size of 0 mean "not published".
struct ModelFile {
  std::string_view name;  ///< for people: "SAM ViT-H"
  std::string_view file;  ///< its official name, under which it is kept
  ModelRole role;
  std::string_view network;  ///< as recognise_network() says; "" for what is no checkpoint
  std::array<std::string_view, 2> urls;  ///< the publisher's, in the order to try
  std::uint64_t size;                    ///< bytes
  std::string_view sha256;               ///< 64 digits, or the first 8, where only those are known
  std::string_view checksum_source;      ///< who says so
  std::string_view licence;              ///< SPDX

  /// Whether the whole digest is known, not only how it starts.
  [[nodiscard]] bool has_full_checksum() const { return sha256.size() == 64; }
};

/// All known files; of several with one role the preferred one first.
[[nodiscard]] std::span<const ModelFile> model_files();

/// The file with this official name, or null.
[[nodiscard]] const ModelFile* find_model_file(std::string_view file);

/// Files that work together, at most one of a role, in the order of ModelRole.
struct ModelSet {
  std::string_view name;
  std::string_view summary;
  std::span<const ModelFile* const> files;

  /// The file of this role, or null.
  [[nodiscard]] const ModelFile* file(ModelRole role) const;
};

[[nodiscard]] std::span<const ModelSet> model_sets();

/// The set of this name, or null.
[[nodiscard]] const ModelSet* find_model_set(std::string_view name);

}  // namespace saa
