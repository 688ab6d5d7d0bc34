// Bytes as a zlib stream: for files of ours that hold maps and masks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace saa {

/// A zlib stream (RFC 1950, which ends with a checksum) at the fastest level.
[[nodiscard]] std::vector<std::byte> pack(std::span<const std::byte> bytes);

/// Undoes pack(): exactly `size` bytes, which the caller has agreed to pay for; nothing if the
/// stream is damaged or holds another number of bytes.
[[nodiscard]] std::optional<std::vector<std::byte>> unpack(std::span<const std::byte> packed,
                                                           std::uint64_t size);

}  // namespace saa
