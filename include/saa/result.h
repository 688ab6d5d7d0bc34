// What a prediction returns: the map, the score, and every candidate with the reason for its fate.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <saa/export.h>
#include <saa/image.h>
#include <string>
#include <vector>

namespace saa {

/// The rule that decided over a candidate; `kept` is the only one that lets it into the map.
enum class Rule {
  kept,
  box_score,        ///< generator: score not above the box threshold
  box_area,         ///< generator: box not smaller than the largest area allowed
  box_empty,        ///< generator: box without area
  filtered_phrase,  ///< generator: phrase names the part itself
  empty_mask,       ///< refiner: nothing inside the box was segmented
  area,             ///< property: area not below theta_area * object area
  overlap,          ///< property: too little of it lies on the object
  top_k,            ///< confidence: K better ones came first
  duplicate         ///< generator: another candidate covers the same place with a higher score
};

/// "box_score", "top_k", … as written in the result JSON.
[[nodiscard]] SAA_API const char* rule_name(Rule rule);

struct Fate {
  Rule rule = Rule::kept;
  double value = 0;  ///< the number that was compared …
  double limit = 0;  ///< … and what it was compared with
  [[nodiscard]] bool kept() const { return rule == Rule::kept; }
};

/// A candidate region's score as it went through the stages; unset where a stage did not see it.
struct StageScores {
  double generator = 0;            ///< the generator's own score
  std::optional<double> saliency;  ///< mean saliency over the mask (eq. 6)
  std::optional<double> saliency_factor;
  std::optional<double> neighbours{};  ///< mean of the neighbour map over the mask
  std::optional<double> neighbour_factor{};
  double rescored = 0;  ///< after all factors (eq. 7): what ranks and weighs the region
};

/// One candidate: kept or not, never silently dropped.
struct Region {
  Box box;                ///< pixels of the image
  RegionMask mask;        ///< empty if the candidate was dropped before refinement
  std::int64_t area = 0;  ///< pixels in the mask
  std::string phrase;     ///< what the generator calls it
  int prompt = -1;        ///< index into Result::prompts; -1: no prompt was used
  StageScores scores;
  std::optional<int> rank;  ///< 1 = best, among those that reached the confidence prompt
  double object_share = 1;  ///< share of the mask inside the object mask
  Fate fate;
};

/// Seconds spent in a stage ("generator", "refiner", …), in pipeline order.
struct StageTime {
  std::string stage;
  double seconds = 0;
};

struct Result {
  int width = 0;
  int height = 0;
  std::string method;          ///< "saa+", "saa", "clipseg", …
  std::string method_variant;  ///< of a baseline: which of its forms; "" : it has one only
  std::string engine;          ///< "offline", …; for a baseline its name
  std::string engine_notice;   ///< what the engine cannot do, in words; may be empty
  std::string preset;          ///< "paper", "reference", "saa"; "" for a baseline
  std::string profile;
  std::vector<std::string> prompts;  ///< language prompts used, in order
  double pred_score = 0;             ///< maximum of the anomaly map; absolute, never rescaled
  double threshold = 0;              ///< decision threshold that pred_label used
  bool pred_label = false;           ///< pred_score >= threshold and > 0
  FloatMap anomaly_map;              ///< eq. 9, size of the image
  Mask pred_mask;                    ///< anomaly_map >= threshold and > 0
  FloatMap saliency_map;             ///< eq. 5, size of the image; empty if switched off
  FloatMap neighbour_map;            ///< of P^N, size of the image; empty without a context
  std::size_t references = 0;        ///< pictures that P^N compared with; 0: none were asked
  /// P^N's score of the whole picture: how far its oddest place is from its counterparts, averaged
  /// with the same of the references most like it; 1 is what is usual. Unset without a context.
  std::optional<double> neighbour_score;
  RegionMask object_mask;       ///< the inspected part; empty: not looked for
  double object_area = 0;       ///< pixels that theta_area refers to; 0: not asked for
  std::vector<Region> regions;  ///< all candidates; kept ones first, by rank
  /// Boxes at or below the generator's score threshold. A generator gives hundreds of them, so they
  /// are counted here and only the best few are listed in `regions` (Rule::box_score).
  std::int64_t boxes_below_threshold = 0;
  std::vector<std::string> notices;  ///< fall-backs taken, in words
  std::vector<StageTime> timings;
};

}  // namespace saa
