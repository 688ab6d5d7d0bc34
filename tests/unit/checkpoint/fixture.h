// The checkpoints under fixtures/ (see make_fixtures.py), and bytes for readers.
#pragma once

#include "checkpoint/load.h"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

inline std::filesystem::path fixture(const std::string& name) {
  return std::filesystem::path(SAA_SOURCE_DIR) / "tests/unit/checkpoint/fixtures" / name;
}

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The text in memory of exactly its size, so that a sanitizer sees a read beyond it.
inline SharedBytes exact_bytes(std::string_view text) {
  const auto* const first = reinterpret_cast<const std::byte*>(text.data());
  const auto copy = std::make_shared<std::vector<std::byte>>(first, first + text.size());
  copy->shrink_to_fit();
  return {*copy, copy};
}

inline StateDict parse(std::string_view text) {
  return parse_checkpoint(exact_bytes(text), "file");
}

}  // namespace saa
