// From TOML to a Profile. Every complaint carries the line and column of what it is about.
#include "core/nearest_name.h"
#include "prompts/profile_rules.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <saa/error.h>
#include <saa/profile.h>
#include <span>
#include <toml++/toml.h>

namespace saa {
namespace {

constexpr std::int64_t kSchema = 1;
constexpr std::string_view kSentenceKey = "property_sentence";

const std::array<std::string, 14> kProfileKeys = {
    "schema",    "class_name", "object",   "reference_object", "object_count",
    "similar",   "top_k",      "max_area", "overlap",          "min_overlap",
    "threshold", "general",    "prompt",   "property_sentence"};
const std::array<std::string, 2> kPromptKeys = {"text", "filtered_phrase"};

/// Keys that say what the property sentence says.
constexpr std::array<std::string_view, 6> kSentenceTwins = {
    "object", "reference_object", "object_count", "similar", "top_k", "max_area"};

/// What a value is, in the words of a message.
std::string described(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return "the text " + quote(*text);
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto number = node.value_exact<double>()) return fmt::format("{:#}", *number);
  if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
  if (node.is_array()) return "a list";
  return node.is_table() ? "a table" : "a date or time";
}

/// The value if it has type T; whole numbers are numbers, but 5.0 is no whole number.
template <typename T>
std::optional<T> typed(const toml::node& node) {
  if constexpr (std::is_same_v<T, double>)
    if (const auto whole = node.value_exact<std::int64_t>()) return static_cast<double>(*whole);
  return node.value_exact<T>();
}

template <typename T>
constexpr std::string_view kTypeInWords = "a text";
template <>
constexpr std::string_view kTypeInWords<std::int64_t> = "a whole number";
template <>
constexpr std::string_view kTypeInWords<double> = "a number";
template <>
constexpr std::string_view kTypeInWords<bool> = "true or false";

/// "; did you mean …?" or the whole list.
std::string suggestion(std::string_view typed_name, std::span<const std::string> names) {
  const std::string nearest = nearest_name(typed_name, names);
  if (nearest.empty()) return fmt::format("; expected one of {}", fmt::join(names, ", "));
  return fmt::format("; did you mean \"{}\"?", nearest);
}

/// A table of the file, and how to read it without forgiving anything.
class Table {
 public:
  Table(const toml::table& table, std::string_view source) : table_(table), source_(source) {}

  [[noreturn]] void fail(const toml::source_position& at, std::string_view message) const {
    throw InputError(fmt::format("{}:{}:{}: {}", source_, at.line, at.column, message));
  }

  /// Fails about a value, with its key in front.
  [[noreturn]] void fail(std::string_view key, const toml::node& node,
                         std::string_view message) const {
    fail(node.source().begin, fmt::format("{}: {}", key, message));
  }

  [[noreturn]] void fail_type(std::string_view key, const toml::node& node,
                              std::string_view expected) const {
    fail(key, node, fmt::format("expected {}, found {}", expected, described(node)));
  }

  [[nodiscard]] const toml::node* find(std::string_view key) const { return table_.get(key); }

  /// Fails at the first key, in the order of the file, that is not one of `keys`.
  void allow_only(std::span<const std::string> keys) const {
    const toml::key* unknown = nullptr;
    for (const auto& [key, value] : table_) {
      if (std::ranges::find(keys, key.str()) != keys.end()) continue;
      if (unknown == nullptr || key.source().begin < unknown->source().begin) unknown = &key;
    }
    if (unknown == nullptr) return;
    fail(unknown->source().begin,
         fmt::format("unknown key {}{}", quote(unknown->str()), suggestion(unknown->str(), keys)));
  }

  /// @param remedy is what to write, as in `object = "…"`.
  void require(std::string_view key, std::string_view remedy) const {
    if (find(key) == nullptr)
      fail(table_.source().begin, fmt::format("the key \"{}\" is missing; add {}", key, remedy));
  }

  /// Reads a value into `target` if the key is there. @param rule tells what is wrong with it.
  template <typename T, typename Rule, typename Target>
  void read(std::string_view key, const Rule& rule, Target& target) const {
    if (const toml::node* node = find(key))
      target = static_cast<Target>(checked<T>(key, *node, rule));
  }

  template <typename T, typename Rule>
  T checked(std::string_view key, const toml::node& node, const Rule& rule) const {
    const std::optional<T> value = typed<T>(node);
    if (!value) fail_type(key, node, kTypeInWords<T>);
    if (const Problem problem = rule(*value)) fail(key, node, *problem);
    return *value;
  }

 private:
  const toml::table& table_;
  std::string_view source_;
};

const auto kNoRule = [](const auto&) { return Problem(); };

void read_schema(const Table& table) {
  table.require("schema", "schema = 1");
  std::int64_t schema = 0;
  const auto rule = [](std::int64_t version) -> Problem {
    if (version == kSchema) return std::nullopt;
    return fmt::format("expected {}, found {}{}", kSchema, version,
                       version > kSchema ? "; the file was written for a later saa" : "");
  };
  table.read<std::int64_t>("schema", rule, schema);
}

void read_overlap(const Table& table, OverlapRule& overlap) {
  std::string name = overlap_name(overlap);
  const auto rule = [](std::string_view typed_name) -> Problem {
    if (overlap_from_name(typed_name)) return std::nullopt;
    return fmt::format("unknown rule {}{}", quote(typed_name),
                       suggestion(typed_name, kOverlapNames));
  };
  table.read<std::string>("overlap", rule, name);
  overlap = overlap_from_name(name).value_or(overlap);
}

void read_general(const Table& table, std::vector<std::string>& general) {
  const toml::node* node = table.find("general");
  if (node == nullptr) return;
  const toml::array* list = node->as_array();
  if (list == nullptr) table.fail_type("general", *node, "a list of texts");
  general.clear();
  for (const toml::node& item : *list)
    general.push_back(table.checked<std::string>("general", item, template_problem));
  if (const auto repeat = first_repeat(general)) {
    const std::string& text = general[repeat->second];
    table.fail("general", *list->get(repeat->second),
               fmt::format("expected each text once, found {} again", quote(text)));
  }
}

Prompt read_prompt(const Table& table) {
  table.allow_only(kPromptKeys);
  table.require("text", "text = \"what to look for\"");
  Prompt prompt;
  table.read<std::string>("text", text_problem, prompt.text);
  table.read<std::string>("filtered_phrase", phrase_problem, prompt.filtered_phrase);
  return prompt;
}

void read_prompts(const Table& table, std::string_view source, std::vector<Prompt>& prompts) {
  constexpr std::string_view kExpected = "[[prompt]] tables with text and filtered_phrase";
  const toml::node* node = table.find("prompt");
  if (node == nullptr) return;
  const toml::array* list = node->as_array();
  if (list == nullptr) table.fail_type("prompt", *node, kExpected);
  for (const toml::node& item : *list) {
    if (!item.is_table()) table.fail_type("prompt", item, kExpected);
    prompts.push_back(read_prompt(Table(*item.as_table(), source)));
  }
  if (const auto repeat = first_repeat(prompts)) {
    table.fail("prompt", *list->get(repeat->second),
               fmt::format("expected each prompt once, found text {} with the same filtered_phrase "
                           "as on line {}",
                           quote(prompts[repeat->second].text),
                           list->get(repeat->first)->source().begin.line));
  }
}

/// The five things that either keys or the property sentence say.
void read_property_keys(const Table& table, Profile& profile) {
  table.require("object", "object = \"the part's name\"");
  table.read<std::string>("object", text_problem, profile.object);
  table.read<std::string>("reference_object", phrase_problem, profile.reference_object);
  table.read<std::int64_t>("object_count", count_problem, profile.object_count);
  table.read<bool>("similar", kNoRule, profile.similar);
  table.read<std::int64_t>("top_k", count_problem, profile.top_k);
  table.read<double>("max_area", area_problem, profile.max_area);
}

void read_property_sentence(const Table& table, const toml::node& node, Profile& profile) {
  for (const std::string_view key : kSentenceTwins) {
    if (const toml::node* twin = table.find(key)) {
      table.fail(key, *twin,
                 fmt::format("{} on line {} says this already; keep one of the two", kSentenceKey,
                             node.source().begin.line));
    }
  }
  const auto sentence = table.checked<std::string>(kSentenceKey, node, kNoRule);
  try {
    profile = with_property_sentence(std::move(profile), sentence);
  } catch (const InputError& error) {
    table.fail(node.source().begin, error.what());
  }
}

/// "dir/visa/candle.toml" -> "visa/candle": the last folder and the stem, as far as there are any.
std::string profile_name(std::string_view source) {
  const std::filesystem::path path(source);
  const std::filesystem::path stem = path.extension() == ".toml" ? path.stem() : path.filename();
  const std::filesystem::path folder = path.parent_path().filename();
  const bool has_folder = !folder.empty() && folder != "." && folder != "..";
  return printable(has_folder ? folder.string() + "/" + stem.string() : stem.string());
}

toml::table parse_toml(std::string_view text, std::string_view source) {
  if (text.size() > kMaxProfileBytes) {
    throw InputError(fmt::format("{}: expected a profile of at most {} bytes, found {} bytes",
                                 source, kMaxProfileBytes, text.size()));
  }
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    throw InputError(fmt::format("{}:{}:{}: not valid TOML: {}", source, at.line, at.column,
                                 error.description()));
  }
}

}  // namespace

Profile parse_profile(std::string_view toml, std::string_view source) {
  const toml::table root = parse_toml(toml, source);
  const Table table(root, source);
  read_schema(table);
  table.allow_only(kProfileKeys);
  Profile profile;
  profile.name = profile_name(source);
  table.read<std::string>("class_name", phrase_problem, profile.class_name);
  if (const toml::node* sentence = table.find(kSentenceKey)) {
    read_property_sentence(table, *sentence, profile);
  } else {
    read_property_keys(table, profile);
  }
  read_overlap(table, profile.overlap);
  table.read<double>("min_overlap", overlap_problem, profile.min_overlap);
  table.read<double>("threshold", threshold_problem, profile.threshold);
  read_general(table, profile.general);
  read_prompts(table, source, profile.prompts);
  return profile;
}

}  // namespace saa
