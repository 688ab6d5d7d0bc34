// Bytes as letters (RFC 4648), for data URIs.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace saa {

[[nodiscard]] std::string base64(std::span<const std::byte> bytes);

}  // namespace saa
