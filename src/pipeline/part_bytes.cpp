#include "pipeline/part_bytes.h"

#include "core/checked.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace saa {
namespace {

/// Pixels of a width x height picture that the bytes speak of, if there can be so many.
std::size_t pixels(const ByteReader& reader, std::int32_t width, std::int32_t height) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 31U;
  const auto count = checked_elements(std::array<std::int64_t, 2>{width, height});
  if (!count || *count > kMost) reader.fail("a picture of impossible size");
  return static_cast<std::size_t>(*count);
}

void write_bits(ByteWriter& writer, std::span<const std::uint8_t> values) {
  std::vector<std::uint8_t> packed((values.size() + 7) / 8);
  for (std::size_t i = 0; i < values.size(); ++i)
    packed[i / 8] = static_cast<std::uint8_t>(packed[i / 8] | (values[i] != 0) << (i % 8));
  writer.append(std::as_bytes(std::span(packed)));
}

void read_bits(ByteReader& reader, std::span<std::uint8_t> values) {
  const auto packed = reader.take((values.size() + 7) / 8, "a mask");
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = (std::to_integer<unsigned>(packed[i / 8]) >> (i % 8)) & 1U;
}

void write_part(ByteWriter& writer, const Fate& fate) {
  writer.write(static_cast<std::int32_t>(fate.rule));
  writer.write(fate.value);
  writer.write(fate.limit);
}

void read_part(ByteReader& reader, Fate& fate) {
  const auto rule = reader.read<std::int32_t>("a rule");
  if (rule < 0 || rule > static_cast<std::int32_t>(Rule::duplicate)) reader.fail("an unknown rule");
  fate.rule = static_cast<Rule>(rule);
  fate.value = reader.read<double>("a value");
  fate.limit = reader.read<double>("a limit");
}

void write_part(ByteWriter& writer, const Proposal& proposal) {
  for (const float side : {proposal.box.x0, proposal.box.y0, proposal.box.x1, proposal.box.y1})
    writer.write(side);
  writer.write(proposal.score);
  writer.write_text(proposal.phrase);
  write_part(writer, proposal.seed);
  write_part(writer, proposal.fate);
}

void read_part(ByteReader& reader, Proposal& proposal) {
  for (float* side : {&proposal.box.x0, &proposal.box.y0, &proposal.box.x1, &proposal.box.y1})
    *side = reader.read<float>("a box");
  proposal.score = reader.read<float>("a score");
  proposal.phrase = read_text(reader);
  read_part(reader, proposal.seed);
  read_part(reader, proposal.fate);
}

}  // namespace

void ByteWriter::write_text(std::string_view text) {
  write(static_cast<std::uint64_t>(text.size()));
  append(std::as_bytes(std::span(text)));
}

std::string read_text(ByteReader& reader) {
  const auto size = reader.read<std::uint64_t>("a text's length");
  return std::string(reader.take_text(size, "a text"));
}

void write_part(ByteWriter& writer, const std::vector<Proposal>& proposals) {
  writer.write(static_cast<std::uint64_t>(proposals.size()));
  for (const Proposal& proposal : proposals) write_part(writer, proposal);
}

void read_part(ByteReader& reader, std::vector<Proposal>& proposals) {
  const auto count = reader.read<std::uint64_t>("a number of boxes");
  proposals.clear();
  for (std::uint64_t i = 0; i < count; ++i) read_part(reader, proposals.emplace_back());
}

void write_part(ByteWriter& writer, const RegionMask& mask) {
  for (const int number : {mask.x, mask.y, mask.window.width, mask.window.height})
    writer.write(static_cast<std::int32_t>(number));
  write_bits(writer, mask.window.values);
}

void read_part(ByteReader& reader, RegionMask& mask) {
  mask.x = reader.read<std::int32_t>("a column");
  mask.y = reader.read<std::int32_t>("a row");
  const auto width = reader.read<std::int32_t>("a width");
  const auto height = reader.read<std::int32_t>("a height");
  const std::size_t count = pixels(reader, width, height);
  if (count / 8 > reader.remaining()) reader.fail("a mask that is cut");
  mask.window = Mask(width, height);
  read_bits(reader, mask.window.values);
}

void write_part(ByteWriter& writer, const FloatMap& map) {
  writer.write(static_cast<std::int32_t>(map.width));
  writer.write(static_cast<std::int32_t>(map.height));
  writer.append(std::as_bytes(std::span(map.values)));
}

void read_part(ByteReader& reader, FloatMap& map) {
  const auto width = reader.read<std::int32_t>("a width");
  const auto height = reader.read<std::int32_t>("a height");
  const auto bytes = reader.take(pixels(reader, width, height) * sizeof(float), "a map");
  map = FloatMap(width, height);
  std::memcpy(map.values.data(), bytes.data(), bytes.size());
}

void write_part(ByteWriter& writer, const Saliency& saliency) {
  write_part(writer, saliency.grid);
  writer.write(static_cast<std::uint64_t>(saliency.notices.size()));
  for (const std::string& notice : saliency.notices) writer.write_text(notice);
}

void read_part(ByteReader& reader, Saliency& saliency) {
  read_part(reader, saliency.grid);
  const auto count = reader.read<std::uint64_t>("a number of notices");
  saliency.notices.clear();
  for (std::uint64_t i = 0; i < count; ++i) saliency.notices.push_back(read_text(reader));
}

void write_part(ByteWriter& writer, const NeighbourMap& neighbours) {
  write_part(writer, neighbours.grid);
  writer.write(neighbours.image_score);
  writer.write(neighbours.usual);
  writer.write(static_cast<std::uint64_t>(neighbours.references));
}

void read_part(ByteReader& reader, NeighbourMap& neighbours) {
  read_part(reader, neighbours.grid);
  neighbours.image_score = reader.read<double>("a score");
  neighbours.usual = reader.read<double>("a usual distance");
  neighbours.references = reader.read<std::uint64_t>("a number of references");
}

std::size_t bytes_of(const std::vector<Proposal>& proposals) {
  std::size_t bytes = proposals.size() * sizeof(Proposal);
  for (const Proposal& proposal : proposals)
    bytes += proposal.phrase.capacity() + proposal.seed.window.values.size();
  return bytes;
}

std::size_t bytes_of(const RegionMask& mask) {
  return sizeof(RegionMask) + mask.window.values.size();
}

std::size_t bytes_of(const Saliency& saliency) { return bytes_of(saliency.grid); }

std::size_t bytes_of(const FloatMap& map) { return map.values.size() * sizeof(float); }

std::size_t bytes_of(const NeighbourMap& neighbours) {
  return sizeof(NeighbourMap) + bytes_of(neighbours.grid);
}

}  // namespace saa
