#include "core/sha256.h"

#include "core/mapped_file.h"

#include <array>
#include <openssl/sha.h>

namespace saa {

std::string sha256(std::span<const std::byte> bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(digest.size() * 2);
  for (const unsigned char byte : digest) {
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  return hex;
}

std::string sha256_file(const std::filesystem::path& file) {
  return sha256(MappedFile(file).bytes());
}

}  // namespace saa
