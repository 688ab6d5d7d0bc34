// Bytes as letters and back (RFC 4648), for data URIs and JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

[[nodiscard]] std::string base64(std::span<const std::byte> bytes);

/// The bytes, or nothing if `text` is not base64 with its padding: other letters (line ends too), a
/// length that is no multiple of four, "=" elsewhere than at the end.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> decode_base64(std::string_view text);

}  // namespace saa
