// Pickles written by hand, for what torch.save does not write.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace saa {

template <typename T>
std::string little_endian(T value) {
  std::string bytes;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
  return bytes;
}

/// Each call appends one opcode with its argument.
class PickleBuilder {
 public:
  PickleBuilder() { raw(std::string_view("\x80\x02", 2)); }

  PickleBuilder& raw(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  PickleBuilder& text(std::string_view value) {
    return raw("X").raw(little_endian(static_cast<std::uint32_t>(value.size()))).raw(value);
  }
  PickleBuilder& integer(std::int64_t value) { return raw("\x8a\x08").raw(little_endian(value)); }
  PickleBuilder& name(std::string_view module, std::string_view leaf) {
    return raw("c").raw(module).raw("\n").raw(leaf).raw("\n");
  }
  PickleBuilder& integers(std::initializer_list<std::int64_t> values) {
    raw("(");
    for (const std::int64_t value : values) integer(value);
    return raw("t");
  }
  /// A storage by its persistent id; the older form has one more field.
  PickleBuilder& storage(std::string_view type, std::string_view key, std::int64_t count,
                         bool older = false) {
    raw("(").text("storage").name("torch", type).text(key).text("cpu").integer(count);
    return raw(older ? "N" : "").raw("tQ");
  }
  /// _rebuild_tensor_v2 of the storage that `with_storage` appends.
  template <typename Storage>
  PickleBuilder& tensor_of(Storage with_storage, std::int64_t offset,
                           std::initializer_list<std::int64_t> shape,
                           std::initializer_list<std::int64_t> strides) {
    name("torch._utils", "_rebuild_tensor_v2").raw("(");
    with_storage(*this);
    return integer(offset).integers(shape).integers(strides).raw("\x89)tR");
  }
  /// A float tensor in a storage of `count` elements.
  PickleBuilder& tensor(std::string_view key, std::int64_t count, std::int64_t offset,
                        std::initializer_list<std::int64_t> shape,
                        std::initializer_list<std::int64_t> strides) {
    return tensor_of([&](PickleBuilder& self) { self.storage("FloatStorage", key, count); }, offset,
                     shape, strides);
  }
  [[nodiscard]] std::string end() const { return bytes_ + "."; }

 private:
  std::string bytes_;
};

}  // namespace saa
