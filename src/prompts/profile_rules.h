// What the values of a profile may be: one place for the reader of files, the checker of values and
// their messages.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <saa/profile.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saa {

/// Nothing if a value is allowed, else "expected …, found …".
using Problem = std::optional<std::string>;

[[nodiscard]] Problem count_problem(std::int64_t value);        ///< object_count, top_k
[[nodiscard]] Problem area_problem(double value);               ///< max_area
[[nodiscard]] Problem overlap_problem(double value);            ///< min_overlap
[[nodiscard]] Problem threshold_problem(double value);          ///< threshold
[[nodiscard]] Problem text_problem(std::string_view text);      ///< one line that says something
[[nodiscard]] Problem phrase_problem(std::string_view text);    ///< one line, may be empty
[[nodiscard]] Problem template_problem(std::string_view text);  ///< text whose braces are all "{}"

/// Indices of the first prompt that equals an earlier one: {earlier, repeat}.
[[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> first_repeat(
    const std::vector<Prompt>& prompts);

/// As first_repeat, for class-agnostic templates.
[[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> first_repeat(
    const std::vector<std::string>& templates);

/// The text with "?" for control characters and bytes that are not UTF-8.
[[nodiscard]] std::string printable(std::string_view text);

/// The printable text between quotation marks for a message; a long one is cut.
[[nodiscard]] std::string quote(std::string_view text);

/// How a file spells the rules of OverlapRule, in its order.
inline const std::array<std::string, 3> kOverlapNames = {"none", "iou", "inside"};

/// @throws InputError if the value is none of the enumeration's.
[[nodiscard]] const std::string& overlap_name(OverlapRule rule);

/// The rule of that name, or nothing.
[[nodiscard]] std::optional<OverlapRule> overlap_from_name(std::string_view name);

}  // namespace saa
