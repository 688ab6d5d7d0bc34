#include "evaluation/run/score_file.h"

#include "checkpoint/byte_reader.h"
#include "core/atomic_file.h"
#include "core/mapped_file.h"
#include "core/packed_bytes.h"
#include "pipeline/part_bytes.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <saa/error.h>
#include <string>
#include <string_view>
#include <utility>

namespace saa {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "saa.scores/1\n";
constexpr std::uint32_t kLargestSide = 16'384;
/// The fact that the truth's pixels cannot tell: a defect may be lost where its mask is resized.
constexpr const char* kAnomalous = "anomalous";
constexpr const char* kNeighbourScore = "neighbour_score";

Json read_facts(ByteReader& reader) {
  if (reader.take_text(kMagic.size(), "the name of the format") != kMagic)
    reader.fail("another format");
  Json facts = Json::parse(read_text(reader), nullptr, /*allow_exceptions=*/false);
  if (!facts.is_object()) reader.fail("facts that are no JSON");
  return facts;
}

ScoredImage read_pixels(ByteReader& reader) {
  const auto side = reader.read<std::uint32_t>("the side");
  if (side == 0 || side > kLargestSide) reader.fail("an impossible side");
  ScoredImage scored{.scores = FloatMap(int(side), int(side)), .truth = Mask(int(side), int(side))};
  const std::size_t score_bytes = scored.scores.values.size() * sizeof(float);
  const std::size_t truth_bytes = scored.truth.values.size();
  const auto pixels =
      unpack(reader.take(reader.remaining(), "the pixels"), score_bytes + truth_bytes);
  if (!pixels) reader.fail("damaged pixels");
  std::memcpy(scored.scores.values.data(), pixels->data(), score_bytes);
  std::memcpy(scored.truth.values.data(), pixels->data() + score_bytes, truth_bytes);
  return scored;
}

std::vector<std::byte> pack_pixels(const ScoredImage& scored) {
  ByteWriter pixels;
  pixels.append(std::as_bytes(std::span(scored.scores.values)));
  pixels.append(std::as_bytes(std::span(scored.truth.values)));
  return pack(pixels.bytes());
}

}  // namespace

void write_scores(const fs::path& file, const Json& facts, const ScoredImage& scored) {
  Json noted = facts;
  noted[kAnomalous] = scored.anomalous ? Json(*scored.anomalous) : Json(nullptr);
  noted[kNeighbourScore] = scored.neighbour_score ? Json(*scored.neighbour_score) : Json(nullptr);
  ByteWriter head;
  head.append(std::as_bytes(std::span(kMagic)));
  head.write_text(json_line(noted));
  head.write(static_cast<std::uint32_t>(scored.scores.width));
  const std::vector<std::byte> pixels = pack_pixels(scored);
  write_file_atomically(file, std::array<std::span<const std::byte>, 2>{head.bytes(), pixels});
}

std::optional<Json> read_score_facts(const fs::path& file) {
  if (!fs::exists(file)) return std::nullopt;
  try {
    const MappedFile mapped(file);
    ByteReader reader(mapped.bytes(), file.string());
    return read_facts(reader);
  } catch (const WeightsError&) {
    return std::nullopt;
  }
}

ScoredImage read_scores(const fs::path& file) {
  const MappedFile mapped(file);
  try {
    ByteReader reader(mapped.bytes(), file.string());
    const Json facts = read_facts(reader);
    ScoredImage scored = read_pixels(reader);
    if (facts.contains(kAnomalous) && facts[kAnomalous].is_boolean())
      scored.anomalous = facts[kAnomalous].get<bool>();
    if (facts.contains(kNeighbourScore) && facts[kNeighbourScore].is_number())
      scored.neighbour_score = facts[kNeighbourScore].get<double>();
    return scored;
  } catch (const WeightsError& error) {
    throw InputError(std::string(error.what()) +
                     "; remove the file and run the same command again");
  }
}

}  // namespace saa
