#include "checkpoint/torch_legacy.h"

#include "checkpoint/aligned_bytes.h"
#include "checkpoint/byte_reader.h"
#include "checkpoint/in_quotes.h"
#include "checkpoint/named_tensors.h"
#include "checkpoint/unpickler.h"
#include "core/checked.h"

// Five pickles, one behind the other, then the storages in the order of the last of them:
//
//   1  an integer, 0x1950A86A20F9469CFC6C
//   2  the version, 1001
//   3  a dict: "little_endian" true or false, "protocol_version", "type_sizes"
//   4  the object; a tensor's storage is a persistent id with a key, a dtype and a count
//   5  the list of keys
//   then for each key   8 bytes: number of elements, little-endian
//                       the elements
//
// A storage starts wherever the one before it ended, so its elements are often misaligned.

namespace saa {
namespace {

using pickle::as;

constexpr std::int64_t kVersion = 1001;

class LegacyFile {
 public:
  LegacyFile(const SharedBytes& file, const std::string& source, LoadBudget& budget)
      : file_(file), source_(source), budget_(budget), reader_(file.bytes, source) {}

  TensorMap read() {
    expect_header();
    const pickle::Value root = pickle::unpickle(reader_, heap_, budget_);
    const pickle::Value keys = pickle::unpickle(reader_, heap_, budget_);
    index_storages(keys);
    return named_tensors(
        root, source_,
        [this](const pickle::Storage& storage, const std::string& where) {
          return find_storage(storage, where);
        },
        budget_);
  }

 private:
  struct Stored {
    std::int64_t count = 0;
    SharedBytes bytes;
  };

  void expect_header() {
    const pickle::Value magic = pickle::unpickle(reader_, heap_, budget_);
    const auto* number = as<pickle::BigInteger>(magic);
    if (number == nullptr || number->little_endian != kTorchLegacyMagic)
      reader_.fail("a pickle that torch.save did not write; saa reads checkpoints of tensors");
    const pickle::Value version = pickle::unpickle(reader_, heap_, budget_);
    const auto* known = as<std::int64_t>(version);
    if (known == nullptr || *known != kVersion)
      reader_.fail("an unknown version of the older torch.save form, expected " +
                   std::to_string(kVersion));
    const pickle::Value system = pickle::unpickle(reader_, heap_, budget_);
    const auto* entries = as<pickle::Dict*>(system);
    if (entries == nullptr) reader_.fail("no dict that describes the machine it was saved on");
    for (const auto& [key, value] : (*entries)->items) {
      const auto* name = as<std::string_view>(key);
      const auto* flag = as<bool>(value);
      if (name != nullptr && *name == "little_endian" && (flag == nullptr || !*flag))
        reader_.fail("the storages are big-endian, which saa does not read");
    }
  }

  /// Says where each storage lies. Its dtype stands only in the persistent ids.
  void index_storages(const pickle::Value& keys) {
    std::map<std::string_view, DType> dtypes;
    for (const pickle::Storage& storage : heap_.storages)
      dtypes.emplace(storage.key, storage.dtype);
    const auto* list = as<pickle::Sequence*>(keys);
    if (list == nullptr) reader_.fail("no list of storage keys");
    for (const pickle::Value& item : (*list)->items) {
      reader_.begin_item();
      const auto* key = as<std::string_view>(item);
      const auto dtype = key == nullptr ? dtypes.end() : dtypes.find(*key);
      if (dtype == dtypes.end()) reader_.fail("the key of a storage that no tensor names");
      const std::string label = "storage " + in_quotes(*key);
      const auto count = reader_.read<std::int64_t>(label);
      const auto size =
          count < 0 ? std::nullopt
                    : checked_mul(static_cast<std::uint64_t>(count), dtype_size(dtype->second));
      if (!size) reader_.fail(label + " of " + std::to_string(count) + " elements");
      const std::size_t start = reader_.offset();
      const std::size_t taken = reader_.take(*size, label).size();
      if (!stored_.emplace(*key, Stored{count, file_.part(start, taken)}).second)
        reader_.fail(label + " stands twice in the list of keys");
    }
  }

  SharedBytes find_storage(const pickle::Storage& storage, const std::string& where) {
    const auto found = stored_.find(storage.key);
    if (found == stored_.end())
      throw WeightsError(where + "the file has no storage " + in_quotes(storage.key));
    Stored& stored = found->second;
    const auto size =
        checked_mul(static_cast<std::uint64_t>(storage.stored), dtype_size(storage.dtype));
    if (stored.count != storage.stored || size != stored.bytes.bytes.size())
      throw WeightsError(where + "storage " + in_quotes(storage.key) + " of " +
                         std::to_string(storage.stored) + " " +
                         std::string(dtype_name(storage.dtype)) + " has " +
                         std::to_string(stored.bytes.bytes.size()) + " bytes");
    stored.bytes = aligned(stored.bytes, dtype_size(storage.dtype), budget_);
    return stored.bytes;
  }

  const SharedBytes& file_;
  const std::string& source_;
  LoadBudget& budget_;
  ByteReader reader_;
  pickle::Heap heap_;
  std::map<std::string_view, Stored> stored_;
};

}  // namespace

TensorMap read_torch_legacy(const SharedBytes& file, const std::string& source,
                            LoadBudget& budget) {
  return LegacyFile(file, source, budget).read();
}

}  // namespace saa
