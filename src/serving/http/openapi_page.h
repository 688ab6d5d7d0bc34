// The OpenAPI document as one server gives it: what depends on its options is filled in.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace saa::serving {

/// @param document src/serving/http/openapi.json. @param profiles names that requests may use.
/// @param has_token clients are asked for it, so that it is no longer optional.
[[nodiscard]] std::string openapi_page(std::string_view document,
                                       std::span<const std::string> profiles, bool has_token);

}  // namespace saa::serving
