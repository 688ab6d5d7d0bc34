// Structs whose first field tells how much of them the caller knows.
#pragma once

#include "saa.h"

#include <cstring>
#include <saa/error.h>
#include <string>

namespace saa::c {

/// A struct's name, and its size in bytes in the first version that had it: the least that is
/// taken.
template <typename T>
struct Struct;

template <>
struct Struct<saa_read_limits> {
  static constexpr const char* kName = "saa_read_limits";
  static constexpr std::size_t kFirstSize = 24;
};
template <>
struct Struct<saa_segmenter_options> {
  static constexpr const char* kName = "saa_segmenter_options";
  static constexpr std::size_t kFirstSize = 72;
};
template <>
struct Struct<saa_context_options> {
  static constexpr const char* kName = "saa_context_options";
  static constexpr std::size_t kFirstSize = 64;
};
template <>
struct Struct<saa_predict_options> {
  static constexpr const char* kName = "saa_predict_options";
  static constexpr std::size_t kFirstSize = 64;
};
template <>
struct Struct<saa_summary> {
  static constexpr const char* kName = "saa_summary";
  static constexpr std::size_t kFirstSize = 120;
};
template <>
struct Struct<saa_region> {
  static constexpr const char* kName = "saa_region";
  static constexpr std::size_t kFirstSize = 144;
};

template <typename T>
void require_size(std::size_t size) {
  constexpr std::size_t kLeast = Struct<T>::kFirstSize;
  static_assert(sizeof(T) >= kLeast);
  if (size >= kLeast && size <= sizeof(T)) return;
  throw UsageError(std::string(Struct<T>::kName) + "::struct_size is " + std::to_string(size) +
                   "; expected " + std::to_string(kLeast) + " to " + std::to_string(sizeof(T)) +
                   " (set it to sizeof; a larger one is of a newer header than the library)");
}

/// The caller's struct over `defaults`: what an older caller's lacks keeps its default.
template <typename T>
[[nodiscard]] T known(const T* theirs, T defaults) {
  if (theirs == nullptr) return defaults;
  require_size<T>(theirs->struct_size);
  std::memcpy(&defaults, theirs, theirs->struct_size);
  return defaults;
}

/// Gives the caller the `struct_size` bytes that it knows of.
template <typename T>
void initialise(T value, T& theirs, std::size_t struct_size) {
  require_size<T>(struct_size);
  value.struct_size = struct_size;
  std::memcpy(&theirs, &value, struct_size);
}

/// The same to a caller that has said in the struct itself how much that is.
template <typename T>
void hand_out(const T& value, T& theirs) {
  initialise(value, theirs, theirs.struct_size);
}

}  // namespace saa::c
