// SHA-256 of bytes and files, for run manifests and model files.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace saa {

/// Lower-case hexadecimal digest.
[[nodiscard]] std::string sha256(std::span<const std::byte> bytes);

/// @throws IoError if the file cannot be read.
[[nodiscard]] std::string sha256_file(const std::filesystem::path& file);

/// The digest of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::span<const std::byte> bytes);
  /// The digest of all bytes so far; more may follow.
  [[nodiscard]] std::string digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace saa
