#include "core/known_digest.h"

#include "core/atomic_file.h"
#include "core/sha256.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <saa/error.h>
#include <span>
#include <sys/stat.h>
#include <system_error>

namespace saa {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDigits = 64;

/// What changes whenever the file's content does; "" if the system does not say.
std::string state_of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return "";
  return fmt::format("{} {}.{:09} {}.{:09} {}:{}", status.st_size, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
                     status.st_dev, status.st_ino);
}

bool is_digest(const std::string& text) {
  return text.size() == kDigits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::optional<std::string> noted_digest(const fs::path& note, const std::string& state) {
  std::ifstream lines(note);
  std::string noted_state;
  std::string digest;
  if (!std::getline(lines, noted_state) || !std::getline(lines, digest)) return std::nullopt;
  if (noted_state != state || !is_digest(digest)) return std::nullopt;
  return digest;
}

}  // namespace

std::string known_sha256(const fs::path& file, const fs::path& folder) {
  std::error_code unknown;
  const fs::path place = fs::canonical(file, unknown);
  const std::string state = state_of(file);
  if (folder.empty() || unknown || state.empty()) return sha256_file(file);
  const std::string name = place.string();
  const fs::path note = folder / (sha256(std::as_bytes(std::span(name))).substr(0, 16) + ".sha256");
  if (auto digest = noted_digest(note, state)) return *digest;
  std::string digest = sha256_file(file);
  // A file that changed meanwhile has no digest worth keeping.
  if (state_of(file) != state) return digest;
  try {
    write_file_atomically(note, state + "\n" + digest + "\n");
  } catch (const IoError&) {
    // It is computed again next time.
  }
  return digest;
}

}  // namespace saa
