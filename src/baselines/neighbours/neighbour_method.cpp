#include "baselines/neighbours/neighbour_method.h"

#include "baselines/mask_regions.h"
#include "pipeline/neighbours/neighbour_prompt.h"
#include "pipeline/neighbours/remembered_neighbours.h"
#include "pipeline/prediction.h"
#include "pipeline/stage_clock.h"

#include <saa/context.h>
#include <saa/error.h>

namespace saa::baselines {

NeighbourMethod::NeighbourMethod(std::size_t memory_bytes)
    : facts_{.method = Method::neighbours,
             .engine = "neighbours",
             .notice = "no language model; text prompts are not used",
             .notices = {},
             .threshold = kNeighbourThreshold},
      memory_(memory_bytes > 0 ? std::make_unique<LruCache>(memory_bytes) : nullptr) {}

Result NeighbourMethod::predict(const Image& image, const Profile& profile,
                                const PredictOptions& options) const {
  if (!options.context)
    throw UsageError("method neighbours compares with other pictures of the part; give a context");
  Result result = begin_prediction(image, profile, options, facts_);
  StageClock clock(options, result.timings);
  clock.enter("neighbours");
  add_neighbours(remembered_neighbours(memory_.get(), image, *options.context), image, result);
  if (result.references == 0)
    throw InputError("the context holds no picture but this one; add others of the part");

  clock.enter("regions");
  result.anomaly_map = result.neighbour_map;
  decide(result);
  result.regions = mask_regions(result.anomaly_map, result.pred_mask);
  clock.finish();
  return result;
}

}  // namespace saa::baselines
