#include "output/output_folder.h"

#include "core/atomic_file.h"
#include "output/run_manifest.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <saa/error.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace saa {
namespace {

namespace fs = std::filesystem;

/// The files by which a folder of results is known.
struct Manifest {
  const char* name;
  const char* schema;
};
constexpr std::array kManifests = {Manifest{kManifestName, kRunSchema},
                                   Manifest{kEvaluationName, kEvaluationSchema}};

[[noreturn]] void refuse(const fs::path& folder, const std::string& reason) {
  throw IoError("cannot write into the folder " + folder.string() + ": " + reason +
                "; choose another one with --out");
}

/// A folder of results may be deep; only one that a run has written into is searched as a whole,
/// since --out may also name a folder that is full of other things.
void remove_leftovers(const fs::path& folder) {
  std::error_code ignored;
  const bool deep = holds_results(folder);
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                         ignored);
  for (; entry != fs::recursive_directory_iterator(); entry.increment(ignored)) {
    const bool is_another_run = entry->is_directory(ignored) && holds_results(entry->path());
    if (!deep || is_another_run) entry.disable_recursion_pending();
    if (entry->path().filename().string().ends_with(kTemporarySuffix))
      fs::remove(entry->path(), ignored);
  }
}

/// @returns a descriptor that holds the lock until it is closed.
int lock_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) refuse(folder, std::strerror(errno));
  // Some network file systems cannot lock a folder; that is no reason not to write.
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    ::close(descriptor);
    refuse(folder, "another saa is writing into it");
  }
  return descriptor;
}

}  // namespace

OutputFolder::OutputFolder(fs::path path) : path_(std::move(path)), descriptor_(-1) {
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) refuse(path_, error.message());
  if (::access(path_.c_str(), W_OK | X_OK) != 0) refuse(path_, std::strerror(errno));
  descriptor_ = lock_folder(path_);
  remove_leftovers(path_);
}

OutputFolder::~OutputFolder() { ::close(descriptor_); }

bool holds_results(const fs::path& folder) {
  return std::ranges::any_of(kManifests, [&](const auto& manifest) {
    std::ifstream file(folder / manifest.name);
    std::string start(64, '\0');
    file.read(start.data(), static_cast<std::streamsize>(start.size()));
    return start.find(manifest.schema) != std::string::npos;  // its first key is the schema
  });
}

}  // namespace saa
