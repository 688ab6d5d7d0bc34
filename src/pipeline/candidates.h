// What the stages hand to each other: candidates, dropped ones included.
#pragma once

#include <saa/result.h>
#include <vector>

namespace saa {

/// In the order in which they were generated. Between the generator and the refiner a candidate's
/// mask is the generator's seed.
using Candidates = std::vector<Region>;

/// The numbers that made `rule` drop the candidate. Its mask stays unless it was never refined.
inline void drop(Region& candidate, Rule rule, double value, double limit) {
  candidate.fate = {.rule = rule, .value = value, .limit = limit};
}

}  // namespace saa
