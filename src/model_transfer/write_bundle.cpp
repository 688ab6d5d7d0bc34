#include "core/mapped_file.h"
#include "model_files/checksum.h"
#include "model_transfer/bundle.h"
#include "model_transfer/bundle_manifest.h"
#include "model_transfer/part_file.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <exception>
#include <memory>
#include <new>
#include <saa/error.h>

namespace saa {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = std::size_t{4} << 20U;
/// Headers, padding and the manifest: generously.
constexpr std::uint64_t kOverhead = std::uint64_t{1} << 20U;

/// A tar archive on its way into a part file.
class TarWriter {
 public:
  explicit TarWriter(PartFile& part)
      : part_(part), archive_(archive_write_new(), archive_write_free) {
    if (archive_ == nullptr) throw std::bad_alloc();
    // Plain ustar headers, with extensions only where a size does not fit.
    check(archive_write_set_format_pax_restricted(archive_.get()));
    check(archive_write_set_bytes_in_last_block(archive_.get(), 1));
    check(archive_write_open(archive_.get(), this, nullptr, &TarWriter::on_write, nullptr));
  }

  void begin(const std::string& name, std::uint64_t size) {
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                              archive_entry_free);
    if (entry == nullptr) throw std::bad_alloc();
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_mtime(entry.get(), 0, 0);
    check(archive_write_header(archive_.get(), entry.get()));
  }

  void write(std::span<const std::byte> bytes) {
    const la_ssize_t written = archive_write_data(archive_.get(), bytes.data(), bytes.size());
    if (written != static_cast<la_ssize_t>(bytes.size())) fail();
  }

  void close() { check(archive_write_close(archive_.get())); }

 private:
  static la_ssize_t on_write(archive*, void* self, const void* data, std::size_t size) {
    auto& writer = *static_cast<TarWriter*>(self);
    try {
      writer.part_.append({static_cast<const std::byte*>(data), size});
      return static_cast<la_ssize_t>(size);
    } catch (...) {
      writer.thrown_ = std::current_exception();
      return -1;
    }
  }

  void check(int code) {
    if (code != ARCHIVE_OK) fail();
  }

  [[noreturn]] void fail() {
    if (thrown_) std::rethrow_exception(thrown_);
    const char* reason = archive_error_string(archive_.get());
    throw IoError("cannot write " + part_.path().string() + ": " +
                  (reason == nullptr ? "the archive library gives no reason" : reason));
  }

  PartFile& part_;
  std::unique_ptr<archive, decltype(&archive_write_free)> archive_;
  std::exception_ptr thrown_;
};

void stop_if_asked(const std::atomic<bool>& stop) {
  if (stop) throw CancelledError("interrupted");
}

/// Sizes and checksums of the files; official names must hold official files.
std::vector<BundledFile> take_stock(const std::vector<fs::path>& files, TransferWatcher& watcher,
                                    const std::atomic<bool>& stop) {
  std::vector<BundledFile> stock;
  for (const fs::path& file : files) {
    stop_if_asked(stop);
    watcher.note("checking " + file.string());
    const FileChecksum found = checksum(file, &stop);
    const std::string name = file.filename().string();
    const ModelFile* model = find_model_file(name);
    if (model != nullptr && !is_official(*model, found)) {
      throw WeightsError(checksum_error(*model, found) +
                         "; fetch it again before it goes into a bundle");
    }
    stock.push_back({.name = name, .size = found.size, .sha256 = found.sha256});
  }
  return stock;
}

}  // namespace

Bundle write_bundle(const fs::path& archive, const std::vector<fs::path>& files, bool replace,
                    TransferWatcher& watcher, const std::atomic<bool>& stop) {
  if (!replace && fs::exists(archive))
    throw IoError(archive.string() + " is there already; --replace writes it again");
  const std::vector<BundledFile> stock = take_stock(files, watcher, stop);
  std::uint64_t total = 0;
  for (const BundledFile& file : stock) total += file.size;
  require_free_space(archive.parent_path(), total + kOverhead);

  PartFile part(
      archive,
      [&] { watcher.note("another process writes " + archive.string() + "; waiting for it"); },
      stop);
  try {
    part.clear();
    TarWriter tar(part);
    const std::string manifest = manifest_text(stock);
    tar.begin(std::string(kManifestName), manifest.size());
    tar.write(std::as_bytes(std::span(manifest)));
    std::uint64_t done = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
      const MappedFile mapped(files[i]);
      if (mapped.bytes().size() != stock[i].size)
        throw IoError(files[i].string() + " changed while it was bundled; try again");
      tar.begin(stock[i].name, stock[i].size);
      Sha256 digest;
      for (std::size_t at = 0; at < stock[i].size; at += kPiece) {
        stop_if_asked(stop);
        const auto piece = mapped.bytes().subspan(at, std::min(kPiece, mapped.bytes().size() - at));
        digest.update(piece);
        tar.write(piece);
        watcher.progress(done += piece.size(), total);
      }
      if (digest.digest() != stock[i].sha256)
        throw IoError(files[i].string() + " changed while it was bundled; try again");
    }
    tar.close();
  } catch (...) {
    part.discard();
    throw;
  }
  const Bundle bundle{.file = archive, .size = part.size(), .sha256 = part.digest()};
  part.finish();
  return bundle;
}

}  // namespace saa
