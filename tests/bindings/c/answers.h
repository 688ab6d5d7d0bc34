// Answers of the library as values.
#ifndef SAA_TESTS_ANSWERS_H
#define SAA_TESTS_ANSWERS_H

#include "checks.h"

#include <saa.h>

static inline saa_summary summary_of(const saa_result* result) {
  saa_summary summary = {.struct_size = sizeof summary};
  CHECK(saa_result_summary(result, &summary) == SAA_OK);
  return summary;
}

static inline saa_region region_of(const saa_result* result, size_t index) {
  saa_region region = {.struct_size = sizeof region};
  CHECK(saa_result_region(result, index, &region) == SAA_OK);
  return region;
}

#endif
