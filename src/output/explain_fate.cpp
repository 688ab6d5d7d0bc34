#include "output/explain_fate.h"

#include <fmt/format.h>

namespace saa {

std::string explain(const Fate& fate) {
  const double value = fate.value;
  const double limit = fate.limit;
  switch (fate.rule) {
    case Rule::kept:
      return "kept: part of the anomaly map";
    case Rule::box_score:
      return fmt::format("generator score {:.4g} is not above {:.4g}", value, limit);
    case Rule::box_area:
      return fmt::format("box of {:.0f} pixels is not below the limit of {:.0f} (max_area)", value,
                         limit);
    case Rule::box_empty:
      return "the box has no area";
    case Rule::filtered_phrase:
      return "its phrase names the inspected part, not a defect";
    case Rule::empty_mask:
      return "nothing was segmented inside the box";
    case Rule::area:
      return fmt::format("mask of {:.0f} pixels is not below the limit of {:.0f} (max_area)", value,
                         limit);
    case Rule::overlap:
      return fmt::format("overlap {:.4g} with the object is below {:.4g} (min_overlap)", value,
                         limit);
    case Rule::top_k:
      return fmt::format("rank {:.0f}: only the best {:.0f} are kept (top_k)", value, limit);
    case Rule::duplicate:
      return "another candidate covers the same place with a higher score";
  }
  return "unknown";
}

}  // namespace saa
