#include "pipeline/neighbours/reference_patches.h"

#include "core/checked.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <optional>
#include <saa/error.h>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace saa {
namespace {

/// Bytes from which on references lie in a file.
constexpr std::size_t kMostInMemory = std::size_t{256} << 20;

[[noreturn]] void fail(std::size_t bytes, int reason) {
  throw IoError(
      "no room for " + std::to_string(bytes >> 20U) +
      " MiB of neighbours' features: " + std::strerror(reason) +
      "; take fewer references (--context-size) or keep a share of each (--context-keep), or "
      "set TMPDIR to a folder with more room");
}

/// TMPDIR, else /var/tmp: /tmp is memory on many machines.
std::filesystem::path folder_for_large_files() {
  std::error_code none;
  if (std::getenv("TMPDIR") == nullptr && std::filesystem::is_directory("/var/tmp", none))
    return "/var/tmp";
  return std::filesystem::temp_directory_path(none);
}

/// A nameless file of this size in the folder for large temporary files.
int open_nameless(std::size_t bytes) {
  std::string name = folder_for_large_files() / "saa-context-XXXXXX";
  const int file = ::mkstemp(name.data());
  if (file < 0) fail(bytes, errno);
  ::unlink(name.c_str());
  // Room is claimed now: on a full disk a write into mapped memory would end the process.
  if (const int reason = ::posix_fallocate(file, 0, static_cast<off_t>(bytes)); reason != 0) {
    ::close(file);
    fail(bytes, reason);
  }
  return file;
}

/// Zeros that may be written to.
SharedBytes make_room(std::size_t bytes) {
  const bool in_file = bytes > kMostInMemory;
  const int file = in_file ? open_nameless(bytes) : -1;
  const int flags = in_file ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS;
  void* const memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, file, 0);
  const int reason = errno;
  if (in_file) ::close(file);
  if (memory == MAP_FAILED) fail(bytes, reason);
  std::shared_ptr<const void> owner(memory, [bytes](void* mapped) { ::munmap(mapped, bytes); });
  return {{static_cast<const std::byte*>(memory), bytes}, std::move(owner)};
}

}  // namespace

std::span<const float> ReferenceSet::of(std::size_t reference) const {
  const auto* const floats = reinterpret_cast<const float*>(bytes.bytes.data());
  return {floats + reference * layout.floats(), layout.floats()};
}

bool ReferencePatches::fit(const PatchFeatures& features) const {
  return features.rows == rows && features.columns == columns &&
         std::ranges::equal(features.sets, sets,
                            [](const PatchSet& theirs, const ReferenceSet& ours) {
                              return theirs.channels == ours.layout.channels &&
                                     theirs.rows == ours.rows && theirs.columns == ours.columns;
                            });
}

std::size_t ReferencePatches::bytes() const {
  std::size_t sum = 0;
  for (const ReferenceSet& set : sets) sum += references * set.layout.floats() * sizeof(float);
  return sum;
}

GrowingReferences::GrowingReferences(const PatchFeatures& like, std::size_t most) {
  patches_.rows = like.rows;
  patches_.columns = like.columns;
  for (const PatchSet& set : like.sets)
    patches_.sets.push_back({.layout = {set.values.size() / set.channels, set.channels},
                             .rows = set.rows,
                             .columns = set.columns,
                             .bytes = {}});
  allocate(most);
}

GrowingReferences::GrowingReferences(const ReferencePatches& like, double keep) : patches_(like) {
  patches_.references = 0;
  for (ReferenceSet& set : patches_.sets) {
    const double kept = std::ceil(keep * static_cast<double>(set.layout.patches));
    set.layout.patches = std::max<std::size_t>(1, static_cast<std::size_t>(kept));
  }
  allocate(like.references);
}

void GrowingReferences::allocate(std::size_t most) {
  for (ReferenceSet& set : patches_.sets) {
    const auto bytes = checked_mul(most, set.layout.floats() * sizeof(float));
    if (!bytes) fail(std::size_t(-1), ENOMEM);
    set.bytes = make_room(*bytes);
  }
}

std::span<float> GrowingReferences::room(std::size_t set) {
  const auto floats = patches_.sets.at(set).of(patches_.references);
  // The memory was made writable by make_room().
  return {const_cast<float*>(floats.data()), floats.size()};
}

void GrowingReferences::add(const PatchFeatures& features) {
  for (std::size_t i = 0; i < features.sets.size(); ++i)
    pack_panels(features.sets[i].values, patches_.sets.at(i).layout, room(i));
  next();
}

}  // namespace saa
