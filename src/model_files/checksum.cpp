#include "model_files/checksum.h"

#include "core/mapped_file.h"
#include "core/sha256.h"

#include <algorithm>
#include <saa/error.h>

namespace saa {

bool matches_checksum(const ModelFile& model, const std::string& sha256) {
  return sha256.starts_with(model.sha256);
}

FileChecksum checksum(const std::filesystem::path& file, const std::atomic<bool>* stop) {
  constexpr std::size_t kPiece = std::size_t{16} << 20U;
  const MappedFile mapped(file);
  Sha256 digest;
  for (auto left = mapped.bytes(); !left.empty();) {
    if (stop != nullptr && *stop) throw CancelledError("interrupted");
    const auto piece = left.first(std::min(kPiece, left.size()));
    digest.update(piece);
    left = left.subspan(piece.size());
  }
  return {.size = mapped.bytes().size(), .sha256 = digest.digest()};
}

bool is_official(const ModelFile& model, const FileChecksum& found) {
  return (model.size == 0 || found.size == model.size) && matches_checksum(model, found.sha256);
}

std::string checksum_error(const ModelFile& model, const FileChecksum& found) {
  std::string text = std::string(model.file) + " is not the official file: ";
  if (model.size != 0 && found.size != model.size)
    text += std::to_string(found.size) + " bytes, expected " + std::to_string(model.size) + "; ";
  return text + "SHA-256 " + found.sha256 + ", expected " + std::string(model.sha256) +
         (model.has_full_checksum() ? "" : "…");
}

}  // namespace saa
