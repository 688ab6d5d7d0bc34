#include "evaluation/run/npz.h"

#include "output/zip_file.h"
#include "pipeline/part_bytes.h"

#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <span>
#include <string>

namespace saa {
namespace {

/// NumPy's format 1.0: magic, length of the header, header padded to a multiple of 64, the data.
std::vector<std::byte> npy_bytes(const Mask& array) {
  constexpr std::size_t kBeforeHeader = 10;
  std::string header = fmt::format(
      "{{'descr': '|u1', 'fortran_order': False, 'shape': ({}, {}), }}", array.height, array.width);
  header.append(63 - (kBeforeHeader + header.size()) % 64, ' ');
  header += '\n';
  ByteWriter writer;
  writer.append(std::as_bytes(std::span(std::string_view("\x93NUMPY\x01\x00", 8))));
  writer.write(static_cast<std::uint16_t>(header.size()));
  writer.append(std::as_bytes(std::span(header)));
  writer.append(std::as_bytes(std::span(array.values)));
  return {writer.bytes().begin(), writer.bytes().end()};
}

}  // namespace

std::vector<std::byte> npz_bytes(std::string_view name, const Mask& array) {
  const std::array parts = {ZipPart{std::string(name) + ".npy", npy_bytes(array)}};
  return zip_file(parts);
}

}  // namespace saa
