# Every option of the build in one place. A user needs none of them.
option(SAA_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(SAA_BUILD_BENCHMARKS "Build the benchmarks (Google Benchmark)" OFF)
option(SAA_BUILD_FUZZERS "Build the libFuzzer targets (clang only)" OFF)
option(SAA_PYTHON "Build the Python package (nanobind)" OFF)
option(SAA_DEVELOPER_MODE "Strict warnings, as errors" OFF)
set(SAA_SANITIZE "" CACHE STRING "Sanitizers for the whole build, as in -fsanitize= ('address,undefined' or 'thread')")
set(SAA_DEPS_DIR "${PROJECT_SOURCE_DIR}/build/deps" CACHE PATH
    "Where scripts/fetch-openvino and scripts/fetch-models put what they bring")
