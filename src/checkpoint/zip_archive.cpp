#include "checkpoint/zip_archive.h"

#include "checkpoint/byte_reader.h"
#include "checkpoint/in_quotes.h"
#include "checkpoint/inflate.h"
#include "checkpoint/zip_directory.h"

#include <algorithm>
#include <numeric>

// Before the data of each entry stands a local header, little-endian:
//
//    0  4  "PK" 03 04              14 12  CRC-32 and sizes: zero where the writer did not know them
//    4  2  needs, 6  2  flags             yet, so only the directory's are used
//    8  2  method                  26  2  length of name, 28  2  length of extra
//   10  4  time and date           30     name, extra, data

namespace saa {
namespace {

constexpr std::uint32_t kLocalSignature = 0x04034B50;
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;

}  // namespace

ZipArchive::ZipArchive(SharedBytes archive, std::string source)
    : archive_(std::move(archive)), source_(std::move(source)) {
  ZipDirectory directory = read_zip_directory(ByteReader(archive_.bytes, source_));
  entries_ = std::move(directory.entries);
  set_limits(directory.offset);
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (!by_name_.emplace(entries_[i].name, i).second)
      throw WeightsError(source_ + ": two entries are named " + in_quotes(entries_[i].name) +
                         "; the archive is damaged or was tampered with");
}

void ZipArchive::set_limits(std::uint64_t directory_offset) {
  std::vector<std::size_t> order(entries_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [this](std::size_t i) { return entries_[i].header_offset; });
  std::uint64_t limit = directory_offset;
  for (auto i = order.rbegin(); i != order.rend(); ++i) {
    entries_[*i].limit = limit;
    limit = std::min(limit, entries_[*i].header_offset);
  }
}

const ZipEntry* ZipArchive::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &entries_[found->second];
}

std::uint64_t ZipArchive::data_offset(const ZipEntry& entry) const {
  ByteReader reader(archive_.bytes, source_);
  const std::string label = "entry " + in_quotes(entry.name);
  reader.seek(entry.header_offset, label);
  if (reader.read<std::uint32_t>(label) != kLocalSignature)
    reader.fail(label + " has no header where the directory says");
  (void)reader.take(22, label);
  const auto name_length = reader.read<std::uint16_t>(label);
  const auto extra_length = reader.read<std::uint16_t>(label);
  if (reader.take_text(name_length, label) != entry.name)
    reader.fail(label + " has another name in its own header");
  (void)reader.take(extra_length, label);
  if (reader.offset() > entry.limit || entry.packed_size > entry.limit - reader.offset())
    reader.fail(label + " of " + std::to_string(entry.packed_size) +
                " bytes runs into what follows it");
  return reader.offset();
}

SharedBytes ZipArchive::open(const ZipEntry& entry, LoadBudget& budget) const {
  const std::string label = source_ + ": entry " + in_quotes(entry.name);
  if (entry.encrypted) throw WeightsError(label + " is encrypted; unpack and repack it");
  const SharedBytes packed = archive_.part(static_cast<std::size_t>(data_offset(entry)),
                                           static_cast<std::size_t>(entry.packed_size));
  if (entry.method == kStored) {
    if (entry.size != entry.packed_size)
      throw WeightsError(label + " is stored, but states " + std::to_string(entry.size) +
                         " bytes and " + std::to_string(entry.packed_size) + " packed ones");
    return packed;
  }
  if (entry.method != kDeflated)
    throw WeightsError(label + " is packed by method " + std::to_string(entry.method) +
                       "; saa reads stored and deflated entries");
  budget.take(entry.size);
  auto bytes = inflate_raw(packed.bytes, entry.size);
  if (!bytes)
    throw WeightsError(label + " does not inflate to the " + std::to_string(entry.size) +
                       " bytes it states");
  const auto owner = std::make_shared<const std::vector<std::byte>>(std::move(*bytes));
  return {*owner, owner};
}

}  // namespace saa
