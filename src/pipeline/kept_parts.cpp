#include "pipeline/kept_parts.h"

#include "core/packed_bytes.h"
#include "pipeline/image_key.h"
#include "pipeline/part_bytes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <saa/error.h>
#include <utility>

namespace saa {
namespace {

constexpr std::string_view kMagic = "saa.parts/1\n";
/// Far above what a picture of the largest size allowed can give.
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 32U;

/// A kind of part: how its keys begin, and how its values come and go.
struct PartKind {
  std::string_view prefix;
  void (*save)(ByteWriter& writer, const std::string& key, LruCache& memory);
  std::function<void(LruCache&)> (*load)(ByteReader& reader, const std::string& key);
};

template <typename T>
void save(ByteWriter& writer, const std::string& key, LruCache& memory) {
  const auto value = memory.find<T>(key);
  if (!value) return;
  writer.write_text(key);
  write_part(writer, *value);
}

template <typename T>
std::function<void(LruCache&)> load(ByteReader& reader, const std::string& key) {
  T value;
  read_part(reader, value);
  return [key, value = std::move(value)](LruCache& memory) {
    memory.keep<T>(key, value, bytes_of(value));
  };
}

template <typename T>
constexpr PartKind kind(std::string_view prefix) {
  return {.prefix = prefix, .save = &save<T>, .load = &load<T>};
}

/// As the remembering parts of an engine and the baselines name what they keep.
constexpr std::array kKinds = {kind<std::vector<Proposal>>("boxes "),
                               kind<std::vector<Proposal>>("objects "),
                               kind<RegionMask>("mask "),
                               kind<RegionMask>("object mask "),
                               kind<Saliency>("saliency "),
                               kind<FloatMap>("map "),
                               kind<NeighbourMap>("neighbours ")};

const PartKind* kind_of(std::string_view key) {
  const auto found =
      std::ranges::find_if(kKinds, [&](const PartKind& k) { return key.starts_with(k.prefix); });
  return found == kKinds.end() ? nullptr : &*found;
}

/// The keys of the image's parts, sorted, so that the same parts give the same bytes.
std::vector<std::string> part_keys(const LruCache& memory, const Image& image) {
  const std::string image_name = image_key(image);
  std::vector<std::string> keys = memory.keys();
  std::erase_if(keys, [&](const std::string& key) {
    return kind_of(key) == nullptr || key.find(image_name) == std::string::npos;
  });
  std::ranges::sort(keys);
  return keys;
}

std::vector<std::function<void(LruCache&)>> read_parts(ByteReader& reader) {
  std::vector<std::function<void(LruCache&)>> parts;
  while (reader.remaining() > 0) {
    const std::string key = read_text(reader);
    const PartKind* kind = kind_of(key);
    if (kind == nullptr) reader.fail("an unknown part");
    parts.push_back(kind->load(reader, key));
  }
  return parts;
}

std::vector<std::function<void(LruCache&)>> read_file(std::span<const std::byte> bytes,
                                                      std::string_view networks) {
  ByteReader reader(bytes, "kept parts");
  if (reader.take_text(kMagic.size(), "the name of the format") != kMagic)
    reader.fail("another format");
  if (read_text(reader) != networks) reader.fail("other networks");
  const auto size = reader.read<std::uint64_t>("a size");
  if (size > kMostBytes) reader.fail("an impossible size");
  const auto unpacked = unpack(reader.take(reader.remaining(), "the parts"), size);
  if (!unpacked) reader.fail("damaged parts");
  ByteReader inside(*unpacked, "kept parts");
  return read_parts(inside);
}

}  // namespace

std::vector<std::byte> save_parts(LruCache& memory, const Image& image, std::string_view networks) {
  ByteWriter parts;
  for (const std::string& key : part_keys(memory, image)) kind_of(key)->save(parts, key, memory);
  ByteWriter file;
  file.append(std::as_bytes(std::span(kMagic)));
  file.write_text(networks);
  file.write(static_cast<std::uint64_t>(parts.bytes().size()));
  file.append(pack(parts.bytes()));
  return {file.bytes().begin(), file.bytes().end()};
}

std::size_t count_parts(const LruCache& memory, const Image& image) {
  return part_keys(memory, image).size();
}

std::optional<std::size_t> load_parts(std::span<const std::byte> bytes, std::string_view networks,
                                      LruCache& memory) {
  try {
    const auto parts = read_file(bytes, networks);
    for (const auto& keep : parts) keep(memory);
    return parts.size();
  } catch (const WeightsError&) {
    return std::nullopt;
  }
}

}  // namespace saa
