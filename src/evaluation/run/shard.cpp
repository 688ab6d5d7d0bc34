#include "evaluation/run/shard.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <saa/error.h>

namespace saa {
namespace {

std::optional<std::size_t> read_count(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_all = error == std::errc{} && end == text.data() + text.size();
  return is_all && !text.empty() ? std::optional(value) : std::nullopt;
}

}  // namespace

Shard read_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto index = read_count(text.substr(0, slash));
    const auto count = read_count(text.substr(slash + 1));
    if (index && count && *index >= 1 && *index <= *count) return {*index, *count};
  }
  throw UsageError(fmt::format("a shard is written as 2/3, the second of three, not '{}'", text));
}

std::string shard_text(const Shard& shard) {
  return fmt::format("{}/{}", shard.index, shard.count);
}

std::string shard_folder(const Shard& shard) {
  return fmt::format("{}-of-{}", shard.index, shard.count);
}

bool belongs_to(const Shard& shard, std::size_t position) {
  return position % shard.count == shard.index - 1;
}

}  // namespace saa
