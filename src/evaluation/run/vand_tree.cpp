#include "evaluation/run/vand_tree.h"

#include "core/atomic_file.h"
#include "evaluation/run/kept_scores.h"
#include "evaluation/run/npz.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace saa {
namespace {

namespace fs = std::filesystem;

struct Range {
  float low = std::numeric_limits<float>::max();
  float high = std::numeric_limits<float>::lowest();

  void add(const FloatMap& scores) {
    const auto [least, most] = std::ranges::minmax(scores.values);
    low = std::min(low, least);
    high = std::max(high, most);
  }
  [[nodiscard]] float stretched(float score) const {
    return high > low ? (score - low) / (high - low) : 0.0F;
  }
};

/// "000" of "scratch/000"; a KolektorSDD2 image has no folder in its name.
std::string name_below(const std::string& kind, const std::string& name) {
  std::string below = name.starts_with(kind + "/") ? name.substr(kind.size() + 1) : name;
  std::ranges::replace(below, '/', '_');
  return below;
}

void write_image(const fs::path& folder, const std::string& name, const FloatMap& scores,
                 const Range& range) {
  Mask levels(scores.width, scores.height);
  std::ranges::transform(scores.values, levels.values.begin(), [&](float score) {
    return static_cast<std::uint8_t>(std::nearbyint(255 * range.stretched(score)));
  });
  const float image_score = range.stretched(std::ranges::max(scores.values));
  write_file_atomically(folder / "classification" / (name + ".txt"),
                        fmt::format("{:.5f}", image_score));
  write_file_atomically(folder / "segmentation" / (name + ".npz"), npz_bytes("img", levels));
}

}  // namespace

void write_vand_tree(const fs::path& root, const Evaluation& evaluation) {
  for (std::size_t i = 0; i < evaluation.results.size(); ++i) {
    const KeptScores scores(evaluation, i);
    Range range;
    for (std::size_t image = 0; image < scores.count(); ++image) range.add(scores.at(image).scores);
    const fs::path category = root / "0shot" / "0" / evaluation.results[i].key.category;
    for (std::size_t image = 0; image < scores.count(); ++image) {
      const std::string kind = scores.facts(image).value("kind", "unknown");
      write_image(category / kind, name_below(kind, scores.name(image)), scores.at(image).scores,
                  range);
    }
  }
}

}  // namespace saa
