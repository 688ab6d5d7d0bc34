#include "serving/web_assets.h"

#include <algorithm>

namespace saa::serving {

const WebAsset* find_web_asset(std::string_view path) {
  const std::span<const WebAsset> assets = web_assets();
  const auto found = std::ranges::find(assets, path, &WebAsset::path);
  return found == assets.end() ? nullptr : &*found;
}

}  // namespace saa::serving
