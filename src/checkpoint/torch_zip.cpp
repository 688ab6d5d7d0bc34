#include "checkpoint/torch_zip.h"

#include "checkpoint/aligned_bytes.h"
#include "checkpoint/byte_reader.h"
#include "checkpoint/in_quotes.h"
#include "checkpoint/named_tensors.h"
#include "checkpoint/unpickler.h"
#include "checkpoint/zip_archive.h"
#include "core/checked.h"

#include <charconv>
#include <zlib.h>

// A zip archive with one folder, named like the file:
//
//   NAME/data.pkl      the object, pickled; a tensor's storage is a persistent id with a key
//   NAME/data/KEY      the bytes of one storage; stored at a multiple of 64 bytes
//   NAME/byteorder     "little" or "big"; not in old files, which are little-endian
//   NAME/version       number of the archive format, as text
//   NAME/.data/…, NAME/.format_version, NAME/.storage_alignment    of no interest here
//
// TorchScript archives, as torch.jit.save writes them, look alike: their object is a module with
// its attributes, and NAME/constants.pkl and NAME/code/ stand besides, which are not looked at.

namespace saa {
namespace {

constexpr std::string_view kPickle = "data.pkl";
constexpr int kNewestVersion = 10;

class TorchArchive {
 public:
  TorchArchive(const SharedBytes& file, const std::string& source, LoadBudget& budget)
      : archive_(file, source), source_(source), budget_(budget), folder_(find_folder()) {}

  TensorMap read() {
    expect_little_endian();
    expect_known_version();
    const ZipEntry& entry = *archive_.find(folder_ + std::string(kPickle));
    const SharedBytes bytes = archive_.open(entry, budget_);
    const std::string place = source_ + " (" + std::string(kPickle) + ")";
    expect_checksum(entry, bytes.bytes);
    ByteReader reader(bytes.bytes, place);
    pickle::Heap heap;
    const pickle::Value root = pickle::unpickle(reader, heap, budget_);
    return named_tensors(
        root, place,
        [this](const pickle::Storage& storage, const std::string& where) {
          return find_storage(storage, where);
        },
        budget_);
  }

 private:
  /// The folder that data.pkl is in, with its slash.
  [[nodiscard]] std::string find_folder() const {
    const ZipEntry* found = nullptr;
    for (const ZipEntry& entry : archive_.entries()) {
      if (entry.name != kPickle && !entry.name.ends_with("/data.pkl")) continue;
      if (found != nullptr) throw WeightsError(source_ + ": the zip archive holds two data.pkl");
      found = &entry;
    }
    if (found == nullptr)
      throw WeightsError(source_ +
                         ": a zip archive without data.pkl, so not one that torch.save wrote");
    return std::string(found->name.substr(0, found->name.size() - kPickle.size()));
  }

  [[nodiscard]] std::string_view text_of(std::string_view leaf, SharedBytes& keep) {
    constexpr std::size_t kLongest = 32;
    const ZipEntry* entry = archive_.find(folder_ + std::string(leaf));
    if (entry == nullptr) return "";
    if (entry->size > kLongest)
      throw WeightsError(source_ + ": entry " + in_quotes(entry->name) + " of " +
                         std::to_string(entry->size) + " bytes, expected one word");
    keep = archive_.open(*entry, budget_);
    return {reinterpret_cast<const char*>(keep.bytes.data()), keep.bytes.size()};
  }

  void expect_little_endian() {
    SharedBytes keep;
    const std::string_view order = text_of("byteorder", keep);
    if (!order.empty() && order != "little")
      throw WeightsError(source_ + ": byte order " + in_quotes(order) + ", expected 'little'");
  }

  void expect_known_version() {
    SharedBytes keep;
    const std::string_view text = text_of("version", keep);
    if (text.empty()) return;
    int version = 0;
    std::from_chars(text.data(), text.data() + text.size(), version);
    if (version < 1 || version > kNewestVersion)
      throw WeightsError(source_ + ": archive version " + in_quotes(text) + ", expected 1 to " +
                         std::to_string(kNewestVersion));
  }

  /// Names and shapes are worth a checksum; storages, which may be gigabytes, stay untouched until
  /// they are used. torch can be told to leave checksums out.
  void expect_checksum(const ZipEntry& entry, std::span<const std::byte> bytes) const {
    if (entry.crc32 == 0) return;
    const auto found = crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    if (found != entry.crc32)
      throw WeightsError(source_ + ": the checksum of " + in_quotes(entry.name) +
                         " is wrong; the file is damaged: fetch it again");
  }

  SharedBytes find_storage(const pickle::Storage& storage, const std::string& where) {
    const ZipEntry* entry = archive_.find(folder_ + "data/" + std::string(storage.key));
    if (entry == nullptr)
      throw WeightsError(where + "the archive has no storage " + in_quotes(storage.key));
    const auto expected =
        checked_mul(static_cast<std::uint64_t>(storage.stored), dtype_size(storage.dtype));
    if (expected != entry->size)
      throw WeightsError(where + "storage " + in_quotes(storage.key) + " of " +
                         std::to_string(storage.stored) + " " +
                         std::string(dtype_name(storage.dtype)) + " has " +
                         std::to_string(entry->size) + " bytes");
    SharedBytes& opened = storages_[entry];
    if (opened.owner == nullptr)
      opened = aligned(archive_.open(*entry, budget_), dtype_size(storage.dtype), budget_);
    return opened;
  }

  ZipArchive archive_;
  const std::string& source_;
  LoadBudget& budget_;
  std::string folder_;
  std::map<const ZipEntry*, SharedBytes> storages_;
};

}  // namespace

TensorMap read_torch_zip(const SharedBytes& file, const std::string& source, LoadBudget& budget) {
  return TorchArchive(file, source, budget).read();
}

}  // namespace saa
