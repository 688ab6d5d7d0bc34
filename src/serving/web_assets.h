// The studio's page and all it loads, carried inside the program (cmake/embed_web.cmake).
#pragma once

#include <span>
#include <string_view>

namespace saa::serving {

struct WebAsset {
  std::string_view path;          ///< "/" or "/assets/…", as in the request
  std::string_view content_type;  ///< with its charset
  std::string_view etag;          ///< quoted, strong: changes with the bytes
  std::string_view bytes;
};

/// What the page may load and reach: its own origin, and pictures made in the page. Goes with every
/// asset as Content-Security-Policy.
inline constexpr std::string_view kWebContentPolicy =
    "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'";

/// All of them, sorted by file name.
[[nodiscard]] std::span<const WebAsset> web_assets();

/// @param path without the query. Null: there is none; nothing else is ever looked up.
[[nodiscard]] const WebAsset* find_web_asset(std::string_view path);

}  // namespace saa::serving
