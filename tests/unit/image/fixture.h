// Files under fixtures/ and the generator that the script shares with the tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <saa/image.h>
#include <string>
#include <vector>

namespace saa {

inline std::filesystem::path fixture(const std::string& name) {
  return std::filesystem::path(SAA_SOURCE_DIR) / "tests/unit/image/fixtures" / name;
}

inline std::vector<std::uint8_t> fixture_bytes(const std::string& name) {
  std::ifstream file(fixture(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The same as noise() in make_fixtures.py.
inline Image pixel_noise(int width, int height, std::uint32_t seed) {
  Image image{width, height,
              std::vector<std::uint8_t>(3 * std::size_t(width) * std::size_t(height))};
  for (std::uint8_t& value : image.rgb) {
    seed = seed * 1664525U + 1013904223U;
    value = static_cast<std::uint8_t>(seed >> 24U);
  }
  return image;
}

}  // namespace saa
