// A profile: what an expert knows about one class of parts, as typed data. One TOML file a class.
#pragma once

#include <filesystem>
#include <optional>
#include <saa/export.h>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

/// One language prompt and the phrase that must not come back as a defect (the part itself).
struct Prompt {
  std::string text;             ///< one phrase, or several joined as in "crack. scratch."
  std::string filtered_phrase;  ///< a box whose phrase contains this is dropped; empty: none
  bool operator==(const Prompt&) const = default;
};

/// How much of a candidate must lie in the inspected object (theta_IoU of eq. 4).
enum class OverlapRule {
  none,   ///< no overlap is asked for (the published code)
  iou,    ///< |r ∩ o| / |r ∪ o| as the text of the paper says
  inside  ///< |r ∩ o| / |r|, the share of the candidate inside the object
};

/// Prompts of one class. Field names are the TOML keys.
struct SAA_API Profile {
  std::string name = "default";   ///< "visa/candle"; from the file's place, not a key
  std::string class_name;         ///< fills "{}" of the class-agnostic prompts; "" : object
  std::string object = "object";  ///< what the object pass looks for
  int object_count = 1;           ///< how many of them a picture shows, >= 1
  bool similar = false;           ///< the published sentence's similar|dissimilar; kept, not used
  int top_k = 5;                  ///< K of eq. 8, >= 1
  double max_area = 0.9;          ///< theta_area of eq. 4: share of the object's area, (0, 1]
  OverlapRule overlap = OverlapRule::inside;
  double min_overlap = 0.0;          ///< theta_IoU under `overlap`, [0, 1]
  std::optional<double> threshold;   ///< pred_score >= threshold: anomalous; unset: engine's own
  std::vector<std::string> general;  ///< class-agnostic templates, "{}" is class_name
  std::vector<Prompt> prompts;       ///< class-specific prompts T_s

  /// T_a then T_s with "{}" filled in; the naive "anomaly" if both are empty.
  [[nodiscard]] std::vector<Prompt> language_prompts(bool class_agnostic = true,
                                                     bool class_specific = true) const;
};

/// Reads one TOML profile. @throws InputError with line, column and the nearest valid name for an
/// unknown key, a wrong type or a value out of range; IoError if it cannot be read.
[[nodiscard]] SAA_API Profile load_profile(const std::filesystem::path& file);

/// As load_profile, from text. @param source stands for the file in messages.
[[nodiscard]] SAA_API Profile parse_profile(std::string_view toml, std::string_view source);

/// Names of the profiles that are built in, sorted: "default", "ksdd2/ksdd2", "mtd/mtd", …
[[nodiscard]] SAA_API std::vector<std::string> builtin_profiles();

/// A built-in profile's TOML text. @throws InputError for an unknown name (with the nearest).
[[nodiscard]] SAA_API std::string_view builtin_profile_text(std::string_view name);

/// A built-in profile by name, or a file if `name_or_path` ends in ".toml".
[[nodiscard]] SAA_API Profile find_profile(std::string_view name_or_path);

/// Takes object count, similarity, object, K and area limit from the published code's English
/// sentence ("the image of X have N similar X, with a maximum of K anomaly. The anomaly would not
/// exceed T object area."), read by word position as that code does. The other fields of
/// `profile` stay. @throws InputError that names the word that could not be read.
[[nodiscard]] SAA_API Profile with_property_sentence(Profile profile, std::string_view sentence);

}  // namespace saa
