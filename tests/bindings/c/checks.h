// What the C tests share: a check that says what it found and goes on.
#ifndef SAA_TESTS_CHECKS_H
#define SAA_TESTS_CHECKS_H

#include <stdio.h>

static int failures = 0;

#define CHECK(condition)                                                              \
  do {                                                                                \
    if (!(condition)) {                                                               \
      ++failures;                                                                     \
      fprintf(stderr, "%s:%d: %s (last error: %s)\n", __FILE__, __LINE__, #condition, \
              saa_last_error());                                                      \
    }                                                                                 \
  } while (0)

#endif
