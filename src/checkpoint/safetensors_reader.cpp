#include "checkpoint/aligned_bytes.h"
#include "checkpoint/byte_reader.h"
#include "checkpoint/in_quotes.h"
#include "checkpoint/safetensors.h"
#include "checkpoint/safetensors_dtypes.h"
#include "checkpoint/safetensors_header.h"
#include "core/checked.h"

#include <algorithm>
#include <optional>

//   0      8   length of the header, little-endian
//   8      n   the header: JSON, from "{", padded with spaces
//   8 + n      the tensors' bytes, row-major, without gaps

namespace saa {
namespace {

/// The format's own limit.
constexpr std::uint64_t kMaxHeader = 100'000'000;

Tensor place_tensor(const SafetensorsEntry& entry, const SharedBytes& data,
                    const std::string& where, LoadBudget& budget) {
  const auto dtype = safetensors_dtype(entry.dtype);
  if (!dtype)
    throw WeightsError(where + "dtype " + in_quotes(entry.dtype) + ", which saa does not read");
  if (entry.offsets.size() != 2 || entry.offsets[0] > entry.offsets[1] ||
      entry.offsets[1] > data.bytes.size())
    throw WeightsError(where + "its data_offsets are no range within the " +
                       std::to_string(data.bytes.size()) +
                       " bytes of data; the file is cut off "
                       "or damaged: fetch it again");
  const std::uint64_t size = entry.offsets[1] - entry.offsets[0];
  const auto count = checked_elements(entry.shape);
  const auto needed = count ? checked_mul(*count, dtype_size(*dtype)) : std::nullopt;
  if (needed != size)
    throw WeightsError(where + "shape " + shape_text(entry.shape) + " of " + entry.dtype +
                       " does not take the " + std::to_string(size) + " bytes it has");
  const SharedBytes placed = aligned(data.part(entry.offsets[0], size), dtype_size(*dtype), budget);
  return {.dtype = *dtype, .shape = entry.shape, .bytes = placed.bytes, .owner = placed.owner};
}

/// The tensors must lie one behind the other, from the first byte of data to the last.
void expect_no_gaps(std::vector<SafetensorsEntry>& entries, std::uint64_t data_size,
                    const std::string& source) {
  std::ranges::sort(entries, {}, &SafetensorsEntry::offsets);
  std::uint64_t end = 0;
  for (const SafetensorsEntry& entry : entries) {
    if (entry.offsets[0] != end)
      throw WeightsError(source + ": tensor " + in_quotes(entry.name) + " starts at byte " +
                         std::to_string(entry.offsets[0]) + " of the data, where " +
                         std::to_string(end) + " was expected; tensors overlap or leave a gap");
    end = entry.offsets[1];
  }
  if (end != data_size)
    throw WeightsError(source + ": the tensors end at byte " + std::to_string(end) +
                       " of the data, which has " + std::to_string(data_size));
}

}  // namespace

Safetensors read_safetensors(const SharedBytes& file, const std::string& source,
                             LoadBudget& budget) {
  ByteReader reader(file.bytes, source);
  const auto length = reader.read<std::uint64_t>("the header length");
  if (length > kMaxHeader)
    reader.fail("a header of " + std::to_string(length) + " bytes; the format allows " +
                std::to_string(kMaxHeader));
  const std::string_view json = reader.take_text(length, "the header");
  const SharedBytes data = file.part(reader.offset(), reader.remaining());
  SafetensorsHeader header = read_safetensors_header(json, source, budget);
  Safetensors result;
  for (const SafetensorsEntry& entry : header.entries) {
    const std::string where = source + ": tensor " + in_quotes(entry.name) + ": ";
    result.tensors.emplace(entry.name, place_tensor(entry, data, where, budget));
  }
  expect_no_gaps(header.entries, data.bytes.size(), source);
  result.metadata = std::move(header.metadata);
  return result;
}

}  // namespace saa
