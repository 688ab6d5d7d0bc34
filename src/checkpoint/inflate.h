// Raw deflate streams, as zip entries hold them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace saa {

/// Inflates `packed` to exactly `size` bytes, which the caller has agreed to pay for; nothing if
/// the stream is unsound or does not end with the last of them.
[[nodiscard]] std::optional<std::vector<std::byte>> inflate_raw(std::span<const std::byte> packed,
                                                                std::uint64_t size);

}  // namespace saa
