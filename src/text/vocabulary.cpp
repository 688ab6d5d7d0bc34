#include "text/vocabulary.h"

#include "core/mapped_file.h"
#include "text/unicode.h"

#include <algorithm>
#include <saa/error.h>

namespace saa::text {
namespace {

constexpr std::string_view kContinues = "##";

std::optional<std::int64_t> find(const auto& numbers, std::string_view piece) {
  const auto found = numbers.find(piece);
  if (found == numbers.end()) return std::nullopt;
  return found->second;
}

}  // namespace

Vocabulary::Vocabulary(const std::filesystem::path& file) : file_(file) {
  const MappedFile mapped(file);
  std::string_view rest(reinterpret_cast<const char*>(mapped.bytes().data()),
                        mapped.bytes().size());
  // The maps' keys point into the pieces, which must not move any more.
  pieces_.reserve(static_cast<std::size_t>(std::ranges::count(rest, '\n')) + 1);
  while (!rest.empty()) {
    const std::size_t length = std::min(rest.find('\n'), rest.size());
    add(rest.substr(0, length));
    rest.remove_prefix(std::min(length + 1, rest.size()));
  }
  unknown_ = required("[UNK]");
  begin_ = required("[CLS]");
  end_ = required("[SEP]");
}

void Vocabulary::add(std::string_view line) {
  const auto refuse = [&](const std::string& what) {
    throw WeightsError(file_.string() + ", line " + std::to_string(pieces_.size() + 1) + ": " +
                       what + ", expected one word piece of BERT's vocabulary");
  };
  if (line.empty()) refuse("an empty line");
  if (line.ends_with('\r')) refuse("a line that ends in a carriage return");
  try {
    (void)from_utf8(line);
  } catch (const InputError&) {
    refuse("bytes that are not UTF-8");
  }
  const auto number = static_cast<std::int64_t>(pieces_.size());
  const std::string_view piece = pieces_.emplace_back(line);
  const bool continues = piece.starts_with(kContinues) && piece != kContinues;
  if (continues) {
    further_.emplace(piece.substr(kContinues.size()), number);
  }
  if (!first_.emplace(piece, number).second) {
    pieces_.pop_back();
    refuse("'" + std::string(line) + "' once more, first on line " +
           std::to_string(*find(first_, line) + 1));
  }
}

std::int64_t Vocabulary::required(std::string_view piece) const {
  const auto number = first(piece);
  if (!number) {
    throw WeightsError(file_.string() + ": no line '" + std::string(piece) +
                       "', expected the vocabulary of a BERT");
  }
  return *number;
}

void Vocabulary::expect_size(std::int64_t embeddings) const {
  if (static_cast<std::int64_t>(size()) == embeddings) return;
  throw WeightsError(file_.string() + ": " + std::to_string(size()) + " word pieces, expected " +
                     std::to_string(embeddings) +
                     ", one for each embedding of the checkpoint; use the vocabulary that belongs "
                     "to it");
}

std::optional<std::int64_t> Vocabulary::first(std::string_view piece) const {
  return find(first_, piece);
}

std::optional<std::int64_t> Vocabulary::further(std::string_view piece) const {
  return find(further_, piece);
}

const std::string* Vocabulary::piece(std::int64_t number) const {
  if (number < 0 || number >= static_cast<std::int64_t>(size())) return nullptr;
  return &pieces_[static_cast<std::size_t>(number)];
}

}  // namespace saa::text
