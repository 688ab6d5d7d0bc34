#include "evaluation/run/image_work.h"

#include "core/atomic_file.h"
#include "core/sha256.h"
#include "evaluation/run/kept_image.h"
#include "evaluation/run/network_options.h"
#include "evaluation/run/score_file.h"
#include "image/file_bytes.h"
#include "output/result_json.h"

#include <chrono>
#include <new>
#include <saa/error.h>
#include <span>
#include <utility>

namespace saa {
namespace {

/// A result cannot be put on record; the next one could not either.
class RecordError : public IoError {
 public:
  using IoError::IoError;
};

/// Runs what writes. @throws RecordError for IoError.
template <typename Write>
void put_on_record(const Write& write) {
  try {
    write();
  } catch (const IoError& error) {
    throw RecordError(error.what());
  }
}

/// The result for the report: candidates that were dropped are many and show nowhere.
Json kept_result_json(Result result, const Provenance& provenance) {
  std::erase_if(result.regions, [](const Region& region) { return !region.fate.kept(); });
  return result_json(result, provenance);
}

std::string named(const Sample& sample, const std::string& why) {
  const std::string file = sample.image.string();
  const std::string mask = sample.mask.string();
  const bool names_one =
      why.find(file) != std::string::npos || (!mask.empty() && why.find(mask) != std::string::npos);
  return names_one ? why : file + ": " + why;
}

}  // namespace

/// The files of a sample by their content.
struct ImageWork::Inputs {
  std::vector<std::uint8_t> image;
  std::string image_sha256;
  std::string mask_sha256;  ///< empty: there is no mask
};

struct ImageWork::Scored {
  const Row* row;
  Json facts;
  ScoredImage image;
};

ImageWork::ImageWork(const EvaluationPlan& plan, const SegmenterOptions& options,
                     const WorkList& work, const RunFolder& folder, LateMethod& method,
                     CategoryContexts& contexts)
    : plan_(plan),
      work_(work),
      folder_(folder),
      method_(method),
      contexts_(contexts),
      networks_(networks_sha256(options, method.facts())) {
  for (const WorkCategory& category : work.categories) {
    for (const Row& row : work.rows)
      digests_[{&category, &row}] =
          options_sha256(plan, method.facts(), category, row, contexts.digest(category));
  }
}

std::optional<ImageOutcome> ImageWork::process(const WorkItem& item) {
  try {
    const Inputs inputs = read_inputs(*item.sample);
    const std::vector<const Row*> missing = missing_rows(item, inputs);
    if (missing.empty()) return ImageOutcome{.computed = false};
    score(item, missing, inputs);
    return ImageOutcome{.computed = true};
  } catch (const RecordError&) {
    throw;
  } catch (const CancelledError&) {
    return std::nullopt;
  } catch (const InputError& error) {
    return ImageOutcome{.error = named(*item.sample, error.what())};
  } catch (const IoError& error) {
    return ImageOutcome{.error = named(*item.sample, error.what())};
  } catch (const std::bad_alloc&) {
    return ImageOutcome{.error = named(*item.sample, "not enough memory; use fewer --jobs")};
  }
}

ImageWork::Inputs ImageWork::read_inputs(const Sample& sample) const {
  Inputs inputs{.image = read_file_bytes(sample.image, plan_.read.max_file_bytes),
                .image_sha256 = {},
                .mask_sha256 = {}};
  inputs.image_sha256 = sha256(std::as_bytes(std::span(inputs.image)));
  if (!sample.mask.empty()) inputs.mask_sha256 = sha256_file(sample.mask);
  return inputs;
}

const std::string& ImageWork::digest(const WorkItem& item, const Row& row) const {
  return digests_.at({item.category, &row});
}

std::vector<const Row*> ImageWork::missing_rows(const WorkItem& item, const Inputs& inputs) const {
  std::vector<const Row*> missing;
  for (const Row& row : work_.rows) {
    const auto facts = read_score_facts(
        folder_.scores(row_name(row.method, row.name), item.category->name, item.sample->name));
    const bool is_finished = facts && facts->value("image_sha256", "") == inputs.image_sha256 &&
                             facts->value("mask_sha256", "") == inputs.mask_sha256 &&
                             facts->value("options_sha256", "") == digest(item, row);
    if (!is_finished) missing.push_back(&row);
  }
  return missing;
}

/// What the networks said goes on record before the scores do: where scores are, a run with other
/// limits will find it.
void ImageWork::score(const WorkItem& item, const std::vector<const Row*>& missing,
                      const Inputs& inputs) {
  const Image image = decode_image(inputs.image, item.sample->image.string(), plan_.read);
  const Mask truth = read_truth(*item.sample, plan_.mask_rule, image.width, image.height);
  KeptImage kept(folder_.parts(item.category->name, item.sample->name), networks_, image,
                 method_.get().memory());
  std::vector<Scored> scored;
  for (const Row* row : missing) scored.push_back(predict(item, *row, inputs, image, truth));
  put_on_record([&] {
    kept.save();
    for (const Scored& one : scored)
      write_scores(folder_.scores(row_name(one.row->method, one.row->name), item.category->name,
                                  item.sample->name),
                   one.facts, one.image);
  });
}

ImageWork::Scored ImageWork::predict(const WorkItem& item, const Row& row, const Inputs& inputs,
                                     const Image& image, const Mask& truth) {
  const auto start = std::chrono::steady_clock::now();
  Result result = method_.get().predict(
      image, with_variant(item.category->profile, row.variant),
      {.preset = row.variant.preset,
       .prompts = row.variant.prompts,
       .threshold = plan_.threshold,
       .cancel = plan_.stop,
       .context = row.variant.prompts.neighbours ? contexts_.of(*item.category) : nullptr});
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  ScoredImage scored = to_protocol(result.anomaly_map, truth, plan_.side);
  scored.anomalous = scored.anomalous.value_or(!item.sample->mask.empty());
  scored.neighbour_score = result.neighbour_score;
  const Json facts = {
      {"image_sha256", inputs.image_sha256},
      {"mask_sha256", inputs.mask_sha256},
      {"options_sha256", digest(item, row)},
      {"kind", item.sample->kind},
      {"mask", item.sample->mask.string()},
      {"seconds", seconds},
      {"result", kept_result_json(std::move(result), {.image = item.sample->image,
                                                      .image_sha256 = inputs.image_sha256,
                                                      .options_sha256 = digest(item, row),
                                                      .seconds = seconds})}};
  return {.row = &row, .facts = facts, .image = std::move(scored)};
}

}  // namespace saa
