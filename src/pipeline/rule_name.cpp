#include <saa/result.h>

namespace saa {

const char* rule_name(Rule rule) {
  switch (rule) {
    case Rule::kept:
      return "kept";
    case Rule::box_score:
      return "box_score";
    case Rule::box_area:
      return "box_area";
    case Rule::box_empty:
      return "box_empty";
    case Rule::filtered_phrase:
      return "filtered_phrase";
    case Rule::empty_mask:
      return "empty_mask";
    case Rule::area:
      return "area";
    case Rule::overlap:
      return "overlap";
    case Rule::top_k:
      return "top_k";
    case Rule::duplicate:
      return "duplicate";
  }
  return "unknown";
}

}  // namespace saa
