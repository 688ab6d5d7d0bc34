#include "checkpoint/safetensors_header.h"

#include "checkpoint/in_quotes.h"

#include <nlohmann/json.hpp>
#include <set>

// The header is one object:
//
//   {"__metadata__": {TEXT: TEXT, ...},
//    NAME: {"dtype": "F32", "shape": [64, 3, 7, 7], "data_offsets": [BEGIN, END]}, ...}

namespace saa {
namespace {

using nlohmann::json;

constexpr std::string_view kMetadata = "__metadata__";

/// Takes the parser's events, which come with no more depth than the format has.
class HeaderEvents : public nlohmann::json_sax<json> {
 public:
  HeaderEvents(SafetensorsHeader& header, LoadBudget& budget) : header_(header), budget_(budget) {}

  [[nodiscard]] const std::string& problem() const { return problem_; }

  bool start_object(std::size_t /*size*/) override {
    if (depth_ == 0) return enter();
    if (depth_ == 1 && in_metadata_) return enter();
    if (depth_ == 1) {
      header_.entries.push_back({.name = key_, .dtype = "", .shape = {}, .offsets = {}});
      fields_.clear();
      return enter();
    }
    return fail("an object where a value was expected");
  }

  bool end_object() override {
    --depth_;
    if (depth_ == 1 && in_metadata_) {
      in_metadata_ = false;
    } else if (depth_ == 1 && fields_.size() != 3) {
      return fail("a tensor without dtype, shape or data_offsets: " +
                  in_quotes(header_.entries.back().name));
    }
    return true;
  }

  bool key(std::string& text) override {
    budget_.take(sizeof(SafetensorsEntry) + 2 * text.size());
    key_ = text;
    if (depth_ == 1) {
      in_metadata_ = text == kMetadata;
      if (!names_.insert(text).second) return fail("two entries named " + in_quotes(text));
    } else if (!in_metadata_) {
      if (text != "dtype" && text != "shape" && text != "data_offsets")
        return fail("an unknown field " + in_quotes(text));
      if (!fields_.insert(text).second) return fail("the field " + in_quotes(text) + " twice");
    }
    return true;
  }

  bool string(std::string& text) override {
    budget_.take(text.size());
    if (depth_ == 2 && in_metadata_) {
      if (!header_.metadata.emplace(key_, text).second)
        return fail("two metadata entries named " + in_quotes(key_));
      return true;
    }
    if (depth_ != 2 || in_array_ || key_ != "dtype") return fail("a text where none belongs");
    header_.entries.back().dtype = text;
    return true;
  }

  bool start_array(std::size_t /*size*/) override {
    if (depth_ != 2 || in_metadata_ || in_array_ || key_ == "dtype")
      return fail("a list where none belongs");
    in_array_ = true;
    return true;
  }

  bool end_array() override {
    in_array_ = false;
    return true;
  }

  bool number_unsigned(number_unsigned_t value) override {
    budget_.take(2 * sizeof(value));
    if (!in_array_) return fail("a number where none belongs");
    if (key_ == "data_offsets") {
      header_.entries.back().offsets.push_back(value);
    } else {
      if (!std::in_range<std::int64_t>(value)) return fail("a size that no tensor can have");
      header_.entries.back().shape.push_back(static_cast<std::int64_t>(value));
    }
    return true;
  }

  bool null() override { return fail("null where a value was expected"); }
  bool boolean(bool /*value*/) override { return fail("a boolean where none belongs"); }
  bool number_integer(number_integer_t /*value*/) override { return fail("a negative number"); }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override {
    return fail("a number that is not a whole one");
  }
  bool binary(binary_t& /*value*/) override { return fail("binary data"); }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const json::exception& /*error*/) override {
    return fail("JSON that is malformed at character " + std::to_string(position));
  }

 private:
  bool enter() {
    ++depth_;
    return true;
  }

  bool fail(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }

  SafetensorsHeader& header_;
  LoadBudget& budget_;
  std::string problem_;
  std::string key_;
  std::set<std::string> names_;
  std::set<std::string> fields_;  ///< of the current tensor
  int depth_ = 0;
  bool in_metadata_ = false;
  bool in_array_ = false;
};

}  // namespace

SafetensorsHeader read_safetensors_header(std::string_view json_text, const std::string& source,
                                          LoadBudget& budget) {
  SafetensorsHeader header;
  HeaderEvents events(header, budget);
  if (!json_text.starts_with('{') || !json::sax_parse(json_text, &events))
    throw WeightsError(source + ": the safetensors header has " +
                       (events.problem().empty() ? "no object" : events.problem()));
  return header;
}

}  // namespace saa
