// A profile: what an expert knows about one class of parts, as typed data. One TOML file a class;
// docs/profiles.md describes the format.
#pragma once

#include <cstddef>
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

/// Prompts of one class. Field names are the TOML keys (`prompts` is the list of [[prompt]]
/// tables); a key that a file leaves out has the value given here, so that Profile{} equals the
/// built-in "default". Texts are one line of UTF-8 without control characters.
struct SAA_API Profile {
  std::string name = "default";   ///< "visa/candle"; from the file's place, not a key
  std::string class_name;         ///< fills "{}" of the class-agnostic prompts; "" : object
  std::string object = "object";  ///< what the object pass looks for; not empty
  /// What preset `reference` looks for instead: the published code leaves the sentence's comma on
  /// the name ("candle,") and sends it to the network. "" : object
  std::string reference_object;
  int object_count = 1;   ///< how many of them a picture shows, 1 to kMaxProfileCount
  bool similar = false;   ///< the published sentence's similar|dissimilar; kept, not used
  int top_k = 5;          ///< K of eq. 8, 1 to kMaxProfileCount
  double max_area = 0.9;  ///< theta_area of eq. 4: share of the object's area, (0, 1]
  OverlapRule overlap = OverlapRule::inside;
  double min_overlap = 0.0;  ///< theta_IoU under `overlap`, [0, 1]
  /// pred_score >= threshold is anomalous, >= 0; unset: the engine's own.
  std::optional<double> threshold;
  /// Class-agnostic templates T_a; each "{}" stands for class_name.
  std::vector<std::string> general = {"defect on {}", "damage on {}", "flaw on {}"};
  std::vector<Prompt> prompts;  ///< class-specific prompts T_s

  /// T_a with "{}" filled in and the class's name as filtered phrase, then T_s. The naive
  /// "anomaly" without a filtered phrase if both are empty or switched off.
  [[nodiscard]] std::vector<Prompt> language_prompts(bool class_agnostic = true,
                                                     bool class_specific = true) const;
  bool operator==(const Profile&) const = default;
};

/// Largest object_count and top_k.
inline constexpr int kMaxProfileCount = 1'000'000;

/// Largest profile file, in bytes.
inline constexpr std::size_t kMaxProfileBytes = 262'144;

/// Checks every field against the ranges above, for profiles that did not come from a file.
/// @throws InputError that names the field, what was expected and what was found.
SAA_API void validate_profile(const Profile& profile);

/// Reads one TOML profile. Its name is the last folder and the stem of the path as given:
/// "parts/bracket.toml" is "parts/bracket", "bracket.toml" is "bracket".
/// @throws InputError with line, column and the nearest valid name for malformed TOML, an unknown,
///         missing or repeated key, a wrong type or a value out of range; IoError if it cannot be
///         read.
[[nodiscard]] SAA_API Profile load_profile(const std::filesystem::path& file);

/// As load_profile, from text. @param source stands for the file in messages and names the profile.
[[nodiscard]] SAA_API Profile parse_profile(std::string_view toml, std::string_view source);

/// The profile as TOML: parse_profile(to_toml(p), p.name) == p.
/// @throws InputError if a field is out of range, as validate_profile.
[[nodiscard]] SAA_API std::string to_toml(const Profile& profile);

/// Names of the profiles that are built in, sorted: "default", "ksdd2/ksdd2", "mtd/mtd", …
[[nodiscard]] SAA_API std::vector<std::string> builtin_profiles();

/// A built-in profile's TOML text. @throws InputError for an unknown name (with the nearest).
[[nodiscard]] SAA_API std::string_view builtin_profile_text(std::string_view name);

/// The profile that a user means by one word, tried in this order:
///  1. ends in ".toml": that file, and nothing else;
///  2. the name of a built-in profile (a file of the same name needs "./" in front);
///  3. a path that exists: that file.
/// @throws InputError if it is none of them (with the nearest name) or the file is not a valid
///         profile, IoError if the file cannot be read.
[[nodiscard]] SAA_API Profile find_profile(std::string_view name_or_path);

/// Takes object count, similarity, object, K and area limit from the published code's English
/// sentence ("the image of X have N similar X, with a maximum of K anomaly. The anomaly would not
/// exceed T object area."), read by word position as that code does: a comma after the object stays
/// part of its name. reference_object is cleared; the other fields of `profile` stay.
/// @throws InputError that names the word that could not be read and shows the sentence.
[[nodiscard]] SAA_API Profile with_property_sentence(Profile profile, std::string_view sentence);

}  // namespace saa
