// Numbers out of a file's bytes, never beyond their end.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string_view>

namespace saa {

/// Reads big- or little-endian numbers at offsets. Every read throws std::out_of_range where the
/// bytes end too early.
class ByteView {
 public:
  ByteView(std::span<const std::uint8_t> bytes, std::endian order) : bytes_(bytes), order_(order) {}

  [[nodiscard]] std::uint64_t size() const { return bytes_.size(); }
  [[nodiscard]] std::uint8_t u8(std::uint64_t offset) const { return slice(offset, 1)[0]; }
  [[nodiscard]] std::uint16_t u16(std::uint64_t offset) const {
    return static_cast<std::uint16_t>(number(offset, 2));
  }
  [[nodiscard]] std::uint32_t u32(std::uint64_t offset) const {
    return static_cast<std::uint32_t>(number(offset, 4));
  }
  [[nodiscard]] std::uint64_t u64(std::uint64_t offset) const { return number(offset, 8); }

  /// Whether `text` stands at `offset`; false, not an error, where the bytes end before it does.
  [[nodiscard]] bool has(std::string_view text, std::uint64_t offset = 0) const {
    if (offset > size() || text.size() > size() - offset) return false;
    const auto at = bytes_.subspan(offset, text.size());
    return std::string_view(reinterpret_cast<const char*>(at.data()), at.size()) == text;
  }

  [[nodiscard]] std::span<const std::uint8_t> slice(std::uint64_t offset,
                                                    std::uint64_t length) const {
    if (offset > size() || length > size() - offset) throw std::out_of_range("ends too early");
    return bytes_.subspan(offset, length);
  }

 private:
  [[nodiscard]] std::uint64_t number(std::uint64_t offset, unsigned length) const {
    const auto digits = slice(offset, length);
    std::uint64_t value = 0;
    for (unsigned i = 0; i < length; ++i)
      value = value << 8U | digits[order_ == std::endian::big ? i : length - 1 - i];
    return value;
  }

  std::span<const std::uint8_t> bytes_;
  std::endian order_;
};

}  // namespace saa
