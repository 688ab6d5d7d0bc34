#include "model_transfer/fetch.h"

#include "model_files/checksum.h"
#include "model_files/find.h"
#include "model_files/size_text.h"
#include "model_transfer/part_file.h"
#include "model_transfer/transfer.h"

#include <algorithm>
#include <thread>
#include <vector>

namespace saa {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

constexpr seconds kLongestBackoff{30};

/// Takes a transfer into a part file.
class IntoPart : public TransferSink {
 public:
  IntoPart(const ModelFile& model, const fs::path& dir, PartFile& part, TransferWatcher& watcher)
      : model_(model), dir_(dir), part_(part), watcher_(watcher) {}

  void begin(const TransferStart& start) override {
    if (start.offset != part_.size()) part_.clear();  // the server sends it from the beginning
    if (start.size && model_.size != 0 && *start.size != model_.size) {
      throw WeightsError("the server has " + std::to_string(*start.size) +
                         " bytes under the name " + std::string(model_.file) +
                         ", the official file has " + std::to_string(model_.size) +
                         "; a page of a proxy, or another file? Try another --base-url");
    }
    total_ = model_.size != 0 ? model_.size : start.size.value_or(0);
    if (total_ > part_.size()) require_free_space(dir_, total_ - part_.size());
    watcher_.progress(part_.size(), total_);
  }

  void write(std::span<const std::byte> bytes) override {
    if (model_.size != 0 && part_.size() + bytes.size() > model_.size) {
      part_.clear();
      throw WeightsError("the server sends more than the " + std::to_string(model_.size) +
                         " bytes that " + std::string(model_.file) + " has; nothing of it is kept");
    }
    part_.append(bytes);
    watcher_.progress(part_.size(), total_);
  }

 private:
  const ModelFile& model_;
  const fs::path& dir_;
  PartFile& part_;
  TransferWatcher& watcher_;
  std::uint64_t total_ = 0;
};

std::vector<std::string> addresses(const ModelFile& model, const std::string& base_url) {
  if (!base_url.empty())
    return {base_url + (base_url.ends_with('/') ? "" : "/") + std::string(model.file)};
  std::vector<std::string> urls;
  for (const std::string_view url : model.urls)
    if (!url.empty()) urls.emplace_back(url);
  return urls;
}

/// Waits, but not on after `stop`.
void pause(seconds length, const std::atomic<bool>& stop) {
  const auto end = std::chrono::steady_clock::now() + length;
  while (std::chrono::steady_clock::now() < end) {
    if (stop) throw CancelledError("interrupted");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

/// Whether the part holds the whole, right file.
bool is_whole(const PartFile& part, const ModelFile& model) {
  return (model.size == 0 || part.size() == model.size) && part.size() > 0 &&
         matches_checksum(model, part.digest());
}

/// Asks one address until all is there. @throws the failure that lasts.
void complete(PartFile& part, const std::string& url, const ModelFile& model, const fs::path& dir,
              const FetchOptions& options, TransferWatcher& watcher,
              const std::atomic<bool>& stop) {
  IntoPart sink(model, dir, part, watcher);
  int failures = 0;
  for (;;) {
    if (model.size != 0 && part.size() >= model.size) part.clear();  // whole, but not right
    const std::uint64_t before = part.size();
    try {
      transfer({.url = url, .offset = before, .stall_timeout = options.stall_timeout}, sink, stop);
      return;
    } catch (const TransferError& error) {
      if (error.failure() == TransferFailure::range && before > 0) {
        part.clear();
        continue;
      }
      failures = part.size() > before ? 0 : failures + 1;
      if (error.failure() != TransferFailure::passing || failures > options.retries) throw;
      const seconds wait =
          std::max(error.pause(), std::min(seconds(1 << std::min(failures, 8)), kLongestBackoff));
      watcher.note(std::string(model.file) + ": " + error.what() + "; trying again in " +
                   std::to_string(wait.count()) + " s");
      pause(wait, stop);
    }
  }
}

/// Fetches from one address and checks. What an earlier run left may be of another file: if the
/// checksum says so, everything is fetched once more.
void fetch_from(PartFile& part, const std::string& url, const ModelFile& model, const fs::path& dir,
                const FetchOptions& options, TransferWatcher& watcher,
                const std::atomic<bool>& stop) {
  // Without a checksum nothing tells whether what an earlier run left is of this file.
  if (model.sha256.empty()) part.clear();
  const bool resumed = part.size() > 0;
  if (resumed && !is_whole(part, model)) {
    watcher.note(std::string(model.file) + ": going on behind the " + size_text(part.size()) +
                 " that are there");
  }
  if (!is_whole(part, model)) complete(part, url, model, dir, options, watcher, stop);
  if (resumed && !is_whole(part, model)) {
    watcher.note(std::string(model.file) +
                 ": what an earlier run left is not of this file; fetching all of it");
    part.clear();
    complete(part, url, model, dir, options, watcher, stop);
  }
  if (is_whole(part, model)) return;
  const FileChecksum found{.size = part.size(), .sha256 = part.digest()};
  part.clear();
  throw WeightsError(checksum_error(model, found) +
                     "; nothing of it is kept. Fetch it again, or from elsewhere with --base-url");
}

void fetch_from_any(PartFile& part, const std::vector<std::string>& urls, const ModelFile& model,
                    const fs::path& dir, const FetchOptions& options, TransferWatcher& watcher,
                    const std::atomic<bool>& stop) {
  for (std::size_t i = 0; i < urls.size(); ++i) {
    try {
      return fetch_from(part, urls[i], model, dir, options, watcher, stop);
    } catch (const TransferError& error) {
      const std::string what = urls[i] + ": " + error.what();
      if (i + 1 == urls.size()) {
        throw IoError(what + (part.size() > 0 ? "; the " + size_text(part.size()) +
                                                    " that came are kept, run again to go on"
                                              : ""));
      }
      watcher.note(what + "; trying the next address");
    }
  }
}

/// Whether a right file is there. @throws WeightsError for a wrong one.
bool is_there(const ModelFile& model, const fs::path& dir, TransferWatcher& watcher,
              const std::atomic<bool>& stop) {
  const auto file = find_model(dir, model);
  if (!file) return false;
  if (file->filename() != fs::path(model.file)) return true;  // what `import` made of it
  watcher.note("checking " + file->string());
  const FileChecksum found = checksum(*file, &stop);
  if (is_official(model, found)) return true;
  throw WeightsError(checksum_error(model, found) + "; move it away, or fetch with --replace");
}

}  // namespace

Fetched fetch_model(const ModelFile& model, const fs::path& dir, const FetchOptions& options,
                    TransferWatcher& watcher, const std::atomic<bool>& stop) {
  if (!options.replace && is_there(model, dir, watcher, stop)) return Fetched::already_there;
  const std::vector<std::string> urls = addresses(model, options.base_url);
  if (urls.empty()) {
    throw UnsupportedError("no address is published for " + std::string(model.file) +
                           "; it comes with saa (scripts/fetch-models), or from a mirror with "
                           "--base-url");
  }
  bool waited = false;
  PartFile part(
      dir / model.file,
      [&] {
        waited = true;
        watcher.note("another process fetches " + std::string(model.file) + "; waiting for it");
      },
      stop);
  if (waited && is_there(model, dir, watcher, stop)) {
    part.discard();
    return Fetched::already_there;
  }
  try {
    fetch_from_any(part, urls, model, dir, options, watcher, stop);
  } catch (...) {
    if (part.size() == 0) part.discard();
    throw;
  }
  part.finish();
  return Fetched::downloaded;
}

void check_base_url(const std::string& base_url) {
  for (const std::string_view scheme : {"http://", "https://", "file:///"})
    if (base_url.starts_with(scheme) && base_url.size() > scheme.size()) return;
  throw UsageError("a mirror's address starts with http://, https:// or file:///, not '" +
                   base_url + "'");
}

}  // namespace saa
