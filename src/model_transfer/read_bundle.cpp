#include "checkpoint/in_quotes.h"
#include "model_files/checksum.h"
#include "model_transfer/bundle.h"
#include "model_transfer/bundle_manifest.h"
#include "model_transfer/part_file.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <fstream>
#include <memory>
#include <new>
#include <optional>
#include <saa/error.h>

namespace saa {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = std::size_t{1} << 20U;
constexpr std::uint64_t kLongestManifest = std::uint64_t{1} << 20U;

/// The entries of a tar archive, one after the other.
class TarReader {
 public:
  struct Entry {
    std::string name;
    std::uint64_t size = 0;
  };

  explicit TarReader(const fs::path& file)
      : source_(file.string()), archive_(archive_read_new(), archive_read_free), buffer_(kBlock) {
    if (archive_ == nullptr) throw std::bad_alloc();
    // Tar and nothing else: no compression that could blow up, no other format's bugs.
    if (archive_read_support_format_tar(archive_.get()) != ARCHIVE_OK ||
        archive_read_open_filename(archive_.get(), file.c_str(), kBlock) != ARCHIVE_OK)
      fail_as_reported();
  }

  /// The next entry, or none at the end.
  std::optional<Entry> next() {
    archive_entry* header = nullptr;
    const int code = archive_read_next_header(archive_.get(), &header);
    if (code == ARCHIVE_EOF) return std::nullopt;
    if (code != ARCHIVE_OK) fail_as_reported();
    const char* name = archive_entry_pathname(header);
    if (name == nullptr) fail("an entry has no name");
    if (archive_entry_filetype(header) != AE_IFREG || archive_entry_hardlink(header) != nullptr ||
        archive_entry_symlink(header) != nullptr || archive_entry_sparse_count(header) > 0)
      fail(in_quotes(name) + " is not a plain file");
    return Entry{.name = name, .size = static_cast<std::uint64_t>(archive_entry_size(header))};
  }

  /// The next bytes of the entry; none at its end.
  std::span<const std::byte> read() {
    const la_ssize_t got = archive_read_data(archive_.get(), buffer_.data(), buffer_.size());
    if (got < 0) fail_as_reported();
    return std::span(buffer_).first(static_cast<std::size_t>(got));
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw WeightsError(source_ + ": " + what + "; nothing was imported");
  }

 private:
  [[noreturn]] void fail_as_reported() const {
    const char* reason = archive_error_string(archive_.get());
    fail("is damaged or no bundle: " + (reason == nullptr ? "cannot be read" : in_quotes(reason)));
  }

  std::string source_;
  std::unique_ptr<archive, decltype(&archive_read_free)> archive_;
  std::vector<std::byte> buffer_;
};

std::vector<BundledFile> first_entry(TarReader& tar, const std::string& source) {
  const auto entry = tar.next();
  if (!entry || entry->name != kManifestName)
    tar.fail("no " + std::string(kManifestName) + " comes first; it is not a bundle of saa");
  if (entry->size > kLongestManifest) tar.fail("the manifest is too long");
  std::string text;
  for (auto bytes = tar.read(); !bytes.empty(); bytes = tar.read())
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return read_manifest(text, source);
}

/// One file of the manifest on its way into the folder.
struct Arrival {
  BundledFile expected;
  fs::path target;
  bool is_there = false;           ///< with these contents
  bool is_read = false;            ///< its entry has come
  std::unique_ptr<PartFile> part;  ///< null if it is there
};

/// Unpacks into part files and gives them their names at the end; discards them otherwise.
class Unpacking {
 public:
  Unpacking(const fs::path& archive, const fs::path& dir, TransferWatcher& watcher,
            const std::atomic<bool>& stop)
      : dir_(dir), watcher_(watcher), stop_(stop), tar_(archive) {
    for (BundledFile& file : first_entry(tar_, archive.string())) {
      fs::path target = dir / file.name;
      arrivals_.push_back(
          {.expected = std::move(file), .target = std::move(target), .part = nullptr});
    }
  }

  ~Unpacking() {
    for (const Arrival& arrival : arrivals_) {
      if (!arrival.part) continue;
      try {
        arrival.part->discard();
      } catch (const IoError&) {
        // The error that brought us here is the one to tell.
      }
    }
  }

  Unpacking(const Unpacking&) = delete;
  Unpacking& operator=(const Unpacking&) = delete;

  /// Before anything is written: what the registry knows must hold, what is there must not be lost.
  void look_at_targets(bool replace) {
    std::uint64_t needed = 0;
    for (Arrival& arrival : arrivals_) {
      const BundledFile& file = arrival.expected;
      const FileChecksum claimed{.size = file.size, .sha256 = file.sha256};
      const ModelFile* model = find_model_file(file.name);
      if (model != nullptr && !is_official(*model, claimed))
        tar_.fail(checksum_error(*model, claimed));
      if (fs::exists(arrival.target)) {
        arrival.is_there = checksum(arrival.target, &stop_).sha256 == file.sha256;
        if (!arrival.is_there && !replace) {
          throw IoError(arrival.target.string() +
                        " is there with other contents; --replace overwrites it");
        }
      }
      if (!arrival.is_there) needed += file.size;
    }
    if (needed > 0) require_free_space(dir_, needed);
    total_ = needed;
  }

  void unpack() {
    while (const auto entry = tar_.next()) {
      const auto found = std::ranges::find(
          arrivals_, entry->name, [](const Arrival& arrival) { return arrival.expected.name; });
      if (found == arrivals_.end()) tar_.fail(in_quotes(entry->name) + " is not in the manifest");
      if (found->is_read) tar_.fail(entry->name + " comes twice");
      if (entry->size != found->expected.size) {
        tar_.fail(entry->name + " has " + std::to_string(entry->size) +
                  " bytes, the manifest says " + std::to_string(found->expected.size));
      }
      found->is_read = true;
      if (!found->is_there) unpack(*found);
    }
    for (const Arrival& arrival : arrivals_) {
      if (!arrival.is_read)
        tar_.fail(arrival.expected.name + " is in the manifest only; was it cut off?");
    }
  }

  std::vector<fs::path> put_into_place() {
    std::vector<fs::path> placed;
    for (Arrival& arrival : arrivals_) {
      if (!arrival.part) continue;
      arrival.part->finish();
      arrival.part.reset();
      placed.push_back(arrival.target);
    }
    return placed;
  }

 private:
  void unpack(Arrival& arrival) {
    arrival.part = std::make_unique<PartFile>(
        arrival.target,
        [&] {
          watcher_.note("another process brings " + arrival.expected.name + "; waiting for it");
        },
        stop_);
    arrival.part->clear();
    for (auto bytes = tar_.read(); !bytes.empty(); bytes = tar_.read()) {
      if (stop_) throw CancelledError("interrupted");
      arrival.part->append(bytes);
      watcher_.progress(done_ += bytes.size(), total_);
    }
    if (const std::string found = arrival.part->digest(); found != arrival.expected.sha256) {
      tar_.fail(arrival.expected.name + " has SHA-256 " + found + ", the manifest says " +
                arrival.expected.sha256);
    }
  }

  const fs::path& dir_;
  TransferWatcher& watcher_;
  const std::atomic<bool>& stop_;
  TarReader tar_;
  std::vector<Arrival> arrivals_;
  std::uint64_t done_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace

bool is_tar_archive(const fs::path& file) {
  constexpr std::size_t kMagicOffset = 257;
  constexpr std::string_view kMagic = "ustar";
  std::array<char, kMagic.size()> found{};
  std::ifstream stream(file, std::ios::binary);
  stream.seekg(kMagicOffset);
  stream.read(found.data(), found.size());
  return stream && std::string_view(found.data(), found.size()) == kMagic;
}

std::vector<fs::path> read_bundle(const fs::path& archive, const fs::path& dir, bool replace,
                                  TransferWatcher& watcher, const std::atomic<bool>& stop) {
  Unpacking unpacking(archive, dir, watcher, stop);
  unpacking.look_at_targets(replace);
  unpacking.unpack();
  return unpacking.put_into_place();
}

}  // namespace saa
