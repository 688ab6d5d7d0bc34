// A file's bytes in memory without reading them first.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace saa {

/// A read-only memory map. Movable; the bytes stay valid while the object lives.
class MappedFile {
 public:
  /// @throws IoError if the file is missing, unreadable or not a regular file. An empty file maps
  ///         to an empty span.
  explicit MappedFile(std::filesystem::path path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_}; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Stops counting what was read so far as this process's memory. The bytes stay valid: whoever
  /// reads them again gets them from the system's cache, or the disk.
  void let_go() const noexcept;

 private:
  void release() noexcept;

  std::filesystem::path path_;
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace saa
