// What tests/parity/<baseline>.py wrote for the baselines.
#pragma once

#include "checkpoint/load.h"
#include "checkpoint/state_dict.h"

#include <cstdint>
#include <filesystem>
#include <saa/image.h>
#include <string>
#include <string_view>

namespace saa::baselines {

/// tests/parity/baselines/fixtures/<name>.safetensors.
inline StateDict load_baseline(std::string_view name) {
  return load_checkpoint(std::filesystem::path(SAA_SOURCE_DIR) / "tests/parity/baselines/fixtures" /
                         (std::string(name) + ".safetensors"));
}

/// The fixture's "image", u8 [height, width, 3].
inline Image picture_of(const StateDict& fixture) {
  const Tensor& bytes = *fixture.find("image");
  Image image{static_cast<int>(bytes.shape.at(1)), static_cast<int>(bytes.shape.at(0)), {}};
  for (const std::byte value : bytes.bytes)
    image.rgb.push_back(std::to_integer<std::uint8_t>(value));
  return image;
}

/// Every `step`th pixel of every `step`th row, as the fixtures keep maps.
inline std::vector<float> thinned(const FloatMap& map, int step) {
  std::vector<float> kept;
  for (int y = 0; y < map.height; y += step)
    for (int x = 0; x < map.width; x += step) kept.push_back(map.at(x, y));
  return kept;
}

}  // namespace saa::baselines
