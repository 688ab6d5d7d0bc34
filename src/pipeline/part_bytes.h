// The values of kept parts as bytes, little-endian, each with its counterpart that reads it.
#pragma once

#include "checkpoint/byte_reader.h"
#include "pipeline/proposal.h"
#include "pipeline/remembered_saliency.h"

#include <cstddef>
#include <saa/context.h>
#include <saa/image.h>
#include <span>
#include <string_view>
#include <vector>

namespace saa {

/// Bytes that grow at their end.
class ByteWriter {
 public:
  template <typename T>
  requires std::integral<T> || std::floating_point<T>
  void write(T value) { append(std::as_bytes(std::span(&value, 1))); }
  void append(std::span<const std::byte> bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  void write_text(std::string_view text);

  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

[[nodiscard]] std::string read_text(ByteReader& reader);

void write_part(ByteWriter& writer, const std::vector<Proposal>& proposals);
void write_part(ByteWriter& writer, const RegionMask& mask);
void write_part(ByteWriter& writer, const Saliency& saliency);
void write_part(ByteWriter& writer, const FloatMap& map);
void write_part(ByteWriter& writer, const NeighbourMap& neighbours);

/// @throws WeightsError if the bytes are not what write_part wrote.
void read_part(ByteReader& reader, std::vector<Proposal>& proposals);
void read_part(ByteReader& reader, RegionMask& mask);
void read_part(ByteReader& reader, Saliency& saliency);
void read_part(ByteReader& reader, FloatMap& map);
void read_part(ByteReader& reader, NeighbourMap& neighbours);

/// What a part counts for in an LruCache.
[[nodiscard]] std::size_t bytes_of(const std::vector<Proposal>& proposals);
[[nodiscard]] std::size_t bytes_of(const RegionMask& mask);
[[nodiscard]] std::size_t bytes_of(const Saliency& saliency);
[[nodiscard]] std::size_t bytes_of(const FloatMap& map);
[[nodiscard]] std::size_t bytes_of(const NeighbourMap& neighbours);

}  // namespace saa
