#include "prompts/profile_rules.h"

#include "prompts/utf8.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <saa/error.h>

namespace saa {
namespace {

std::string found(std::string_view expected, std::string_view what) {
  return fmt::format("expected {}, found {}", expected, what);
}

Problem number_problem(bool allowed, std::string_view expected, double value) {
  if (allowed) return std::nullopt;
  return found(expected, fmt::format("{}", value));
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(' ') == std::string::npos; }

/// Indices of the first item whose key an earlier one has. Keys may be views into the items.
template <typename T, typename KeyOf>
std::optional<std::pair<std::size_t, std::size_t>> first_repeat_by(const std::vector<T>& items,
                                                                   const KeyOf& key_of) {
  std::map<decltype(key_of(items[0])), std::size_t> seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto [earlier, is_new] = seen.emplace(key_of(items[i]), i);
    if (!is_new) return std::pair(earlier->second, i);
  }
  return std::nullopt;
}

/// Throws if a rule found something to say about a field.
void require(const Problem& problem, std::string_view field) {
  if (problem) throw InputError(fmt::format("profile: {}: {}", field, *problem));
}

template <typename T>
void require_distinct(const std::vector<T>& items, std::string_view field) {
  if (const auto repeat = first_repeat(items)) {
    throw InputError(fmt::format("profile: {0}[{1}]: expected each once, found {0}[{2}] again",
                                 field, repeat->second, repeat->first));
  }
}

}  // namespace

Problem count_problem(std::int64_t value) {
  if (value >= 1 && value <= kMaxProfileCount) return std::nullopt;
  return found(fmt::format("a whole number from 1 to {}", kMaxProfileCount), std::to_string(value));
}

Problem area_problem(double value) {
  return number_problem(value > 0 && value <= 1,
                        "a number above 0 and at most 1 (share of the object's area)", value);
}

Problem overlap_problem(double value) {
  return number_problem(value >= 0 && value <= 1, "a number from 0 to 1", value);
}

Problem threshold_problem(double value) {
  return number_problem(value >= 0 && std::isfinite(value), "a number of at least 0", value);
}

Problem text_problem(std::string_view text) {
  if (is_blank(text)) return found("a text that is not empty", quote(text));
  return phrase_problem(text);
}

Problem phrase_problem(std::string_view text) {
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = utf8_length(rest);
    if (length == 0) return found("UTF-8 text", quote(text));
    if (is_control(rest.front())) return found("one line without control characters", quote(text));
    rest.remove_prefix(length);
  }
  return std::nullopt;
}

Problem template_problem(std::string_view text) {
  if (Problem problem = text_problem(text)) return problem;
  for (std::size_t at = text.find_first_of("{}"); at != std::string::npos;
       at = text.find_first_of("{}", at + 2)) {
    if (text.substr(at, 2) != "{}")
      return found("braces only as \"{}\", which stands for the class's name", quote(text));
  }
  return std::nullopt;
}

std::optional<std::pair<std::size_t, std::size_t>> first_repeat(
    const std::vector<Prompt>& prompts) {
  return first_repeat_by(prompts, [](const Prompt& prompt) {
    return std::pair<std::string_view, std::string_view>(prompt.text, prompt.filtered_phrase);
  });
}

std::optional<std::pair<std::size_t, std::size_t>> first_repeat(
    const std::vector<std::string>& templates) {
  return first_repeat_by(templates, [](std::string_view text) { return text; });
}

std::string printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const bool plain = length > 0 && !is_control(text.front());
    shown += plain ? text.substr(0, length) : "?";
    text.remove_prefix(length > 0 ? length : 1);
  }
  return shown;
}

std::string quote(std::string_view text) {
  constexpr std::size_t kLongest = 200;  // bytes; a published sentence has about 130
  if (text.size() <= kLongest) return "\"" + printable(text) + "\"";
  std::size_t cut = 0;
  while (cut < kLongest) cut += std::max<std::size_t>(1, utf8_length(text.substr(cut)));
  return "\"" + printable(text.substr(0, cut)) + "…\"";
}

const std::string& overlap_name(OverlapRule rule) {
  const auto index = static_cast<std::size_t>(rule);
  if (index < kOverlapNames.size()) return kOverlapNames[index];
  throw InputError(fmt::format("profile: overlap: expected {}, found rule number {}",
                               fmt::join(kOverlapNames, ", "), static_cast<int>(rule)));
}

std::optional<OverlapRule> overlap_from_name(std::string_view name) {
  const auto found_at = std::ranges::find(kOverlapNames, name);
  if (found_at == kOverlapNames.end()) return std::nullopt;
  return static_cast<OverlapRule>(found_at - kOverlapNames.begin());
}

void validate_profile(const Profile& profile) {
  require(text_problem(profile.name), "name");
  require(phrase_problem(profile.class_name), "class_name");
  require(text_problem(profile.object), "object");
  require(phrase_problem(profile.reference_object), "reference_object");
  require(count_problem(profile.object_count), "object_count");
  require(count_problem(profile.top_k), "top_k");
  require(area_problem(profile.max_area), "max_area");
  static_cast<void>(overlap_name(profile.overlap));
  require(overlap_problem(profile.min_overlap), "min_overlap");
  if (profile.threshold) require(threshold_problem(*profile.threshold), "threshold");
  for (std::size_t i = 0; i < profile.general.size(); ++i)
    require(template_problem(profile.general[i]), fmt::format("general[{}]", i));
  require_distinct(profile.general, "general");
  for (std::size_t i = 0; i < profile.prompts.size(); ++i) {
    require(text_problem(profile.prompts[i].text), fmt::format("prompts[{}].text", i));
    require(phrase_problem(profile.prompts[i].filtered_phrase),
            fmt::format("prompts[{}].filtered_phrase", i));
  }
  require_distinct(profile.prompts, "prompts");
}

}  // namespace saa
