// A cursor over untrusted bytes.
#pragma once

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <saa/error.h>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace saa {

static_assert(std::endian::native == std::endian::little,
              "checkpoints are little-endian and are read in place");

/// Reads little-endian numbers and runs of bytes, and cannot leave the bytes it was given: every
/// length is compared with what is left before anything moves.
class ByteReader {
 public:
  /// @param source names the bytes in messages: the file, or the file and the entry in it.
  ByteReader(std::span<const std::byte> bytes, std::string source)
      : bytes_(bytes), source_(std::move(source)) {}

  [[nodiscard]] std::size_t offset() const { return offset_; }
  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - offset_; }
  [[nodiscard]] const std::string& source() const { return source_; }

  /// Goes to `offset`, which `what` (a header, a directory) is said to start at.
  void seek(std::uint64_t offset, std::string_view what) {
    if (offset > bytes_.size())
      fail(std::string(what) + " would start at byte " + std::to_string(offset) +
           ", beyond the end");
    offset_ = static_cast<std::size_t>(offset);
    begin_item();
  }

  /// Makes what is read next the place that errors name.
  void begin_item() { item_ = offset_; }
  [[nodiscard]] std::size_t item_offset() const { return item_; }

  [[nodiscard]] std::span<const std::byte> take(std::uint64_t count, std::string_view what) {
    if (count > remaining()) {
      fail(std::string(what) + " of " + std::to_string(count) + " bytes, but " +
           std::to_string(remaining()) + " are left");
    }
    const auto taken = bytes_.subspan(offset_, static_cast<std::size_t>(count));
    offset_ += taken.size();
    return taken;
  }

  [[nodiscard]] std::string_view take_text(std::uint64_t count, std::string_view what) {
    const auto taken = take(count, what);
    return {reinterpret_cast<const char*>(taken.data()), taken.size()};
  }

  /// The text up to the next line end, which is within `most` bytes; the cursor goes behind it.
  [[nodiscard]] std::string_view take_line(std::size_t most, std::string_view what) {
    const auto ahead = bytes_.subspan(offset_, std::min(most, remaining()));
    const auto end = std::ranges::find(ahead, std::byte{'\n'});
    if (end == ahead.end()) fail(std::string(what) + " that does not end");
    const std::string_view line = take_text(static_cast<std::size_t>(end - ahead.begin()), what);
    ++offset_;
    return line;
  }

  template <typename T>
  requires std::integral<T> || std::floating_point<T>
  [[nodiscard]] T read(std::string_view what) {
    T value;
    std::memcpy(&value, take(sizeof(T), what).data(), sizeof(T));
    return value;
  }

  /// @throws WeightsError "source: at byte N: message".
  [[noreturn]] void fail(const std::string& message) const {
    throw WeightsError(source_ + ": at byte " + std::to_string(item_) + ": " + message);
  }

 private:
  std::span<const std::byte> bytes_;
  std::string source_;
  std::size_t offset_ = 0;
  std::size_t item_ = 0;
};

}  // namespace saa
