// An evaluation from a data set to its figures. Everything that cost time is kept in the run's
// folder, so that a run which was stopped goes on where it was, and one with other limits or
// switches asks no network again. docs/evaluation.md describes the folder.
//
//   EvaluationPlan plan{.dataset = open_dataset(DatasetKind::mtd, root), .out = "evaluation"};
//   plan.variants = {{}, {.prompts = {.saliency = false}}};   // share what the networks say
//   for (const CategoryResult& result : evaluate(plan).results) …
#pragma once

#include "datasets/dataset.h"
#include "evaluation/category_result.h"
#include "evaluation/metrics/protocol.h"
#include "evaluation/run/context_plan.h"
#include "evaluation/run/shard.h"
#include "evaluation/run/variant.h"
#include "pipeline/method.h"

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <saa/image.h>
#include <saa/profile.h>
#include <saa/segmenter.h>
#include <string>
#include <vector>

namespace saa {

/// Makes the method; `recorded` are its facts where an earlier run has left them.
using MethodMaker = std::function<std::unique_ptr<AnomalyMethod>(
    const SegmenterOptions& options, const std::optional<MethodFacts>& recorded)>;

struct EvaluationPlan {
  Dataset dataset;
  /// One method's networks; a folder holds what one set of networks says of one data set.
  SegmenterOptions segmenter{};
  /// Each is evaluated on every image; names must differ. A baseline has no more than language
  /// prompts to switch off.
  std::vector<Variant> variants = {Variant{}};
  /// In place of each category's own (Category::profile).
  std::optional<Profile> profile{};
  std::optional<ContextPlan> context{};  ///< for the neighbour prompt; unset: there is none
  std::optional<double> threshold{};     ///< of labels; the figures do not depend on it
  MaskRule mask_rule = MaskRule::above_zero;
  int side = kProtocolSide;  ///< pixels; scores and truth are compared at side x side
  /// Images of each category, taken evenly over its kinds; 0: all.
  std::size_t limit = 0;
  /// The share of the images to work on. The figures wait for merge_shards() then.
  std::optional<Shard> shard{};
  MetricOptions metrics{.curve_points = 400};
  ReadLimits read{};
  int jobs = 0;                        ///< images in flight; 0: one, for small networks up to four
  std::filesystem::path out;           ///< a shard's is below it: shards/2-of-3
  std::vector<std::string> command{};  ///< the words of the command line, for the record
  /// When another thread sets it, evaluate() throws CancelledError soon; what was done is kept.
  std::atomic<bool>* stop = nullptr;
  MethodMaker make{};  ///< unset: make_method, or make_deferred_method if facts are on record
};

/// An image without scores, and why.
struct ImageFailure {
  std::string category;
  std::string image;  ///< Sample::name
  std::string error;  ///< one line that names the file
};

struct EvaluationProgress {
  std::size_t images = 0;                 ///< of the run
  std::size_t done = 0;                   ///< through, failed ones included
  bool computed = false;                  ///< the last one was predicted, not found on record
  std::string category;                   ///< of the last one
  const ImageFailure* failure = nullptr;  ///< of the last one; null: it has scores
};

/// Tells how far a run is; all calls come on the caller's thread. This one says nothing to nobody.
class EvaluationWatcher {
 public:
  virtual ~EvaluationWatcher() = default;
  /// An image is through.
  virtual void advance(const EvaluationProgress& progress) { static_cast<void>(progress); }
  /// Nothing new; several times a second.
  virtual void idle() {}
  /// All images are through; the figures of this category and variant are next.
  virtual void judge(const ResultKey& key) { static_cast<void>(key); }
};

struct Evaluation {
  DatasetKind dataset = DatasetKind::folder;
  std::string split;
  /// Variant by variant, in each the categories in the data set's order. Categories of which no
  /// image has scores are left out; a shard's are empty.
  std::vector<CategoryResult> results;
  /// Of each of `results`, the images that it was taken from.
  std::vector<std::vector<std::string>> scored;
  std::vector<ImageFailure> failures;
  std::size_t images = 0;    ///< of the run
  std::size_t computed = 0;  ///< images of which something had to be predicted
  MethodFacts method;        ///< as it was, or is on record
  std::filesystem::path folder;
};

/// Predicts what is not on record, judges, and writes results.csv and results.json.
/// @throws InputError if the folder holds another data set or other networks, UsageError for a plan
///         that cannot be meant, IoError if the folder cannot be written or another run writes into
///         it, WeightsError as Segmenter, CancelledError.
[[nodiscard]] Evaluation evaluate(const EvaluationPlan& plan, EvaluationWatcher* watcher = nullptr);

}  // namespace saa
