// The border between C++ and C: no exception passes it; what went wrong is kept for the thread.
#pragma once

#include "saa.h"

#include <saa/error.h>
#include <string>
#include <type_traits>

namespace saa::c {

/// Keeps the exception that is being handled for saa_last_error().
[[nodiscard]] saa_status note_exception() noexcept;

/// Runs the body of a function that returns a status.
template <typename Body>
[[nodiscard]] saa_status guarded(const Body& body) noexcept {
  try {
    body();
    return SAA_OK;
  } catch (...) {
    return note_exception();
  }
}

/// Runs the body of a function that returns something else; 0 or NULL if it fails.
template <typename Body>
[[nodiscard]] auto guarded_value(const Body& body) noexcept -> decltype(body()) {
  try {
    return body();
  } catch (...) {
    static_cast<void>(note_exception());
    return {};
  }
}

/// What an argument points to. @throws UsageError if it is NULL.
template <typename T>
[[nodiscard]] T& given(T* argument, const char* name) {
  if (argument == nullptr) throw UsageError(std::string(name) + " is NULL; the function needs one");
  return *argument;
}

/// Sets *out to NULL, lest a caller takes what was there for an answer.
template <typename T>
void clear(T** out) {
  given(out, "out") = nullptr;
}

/// The C++ enumerator that a number from C stands for; both count from 0 in one order.
/// @throws UsageError if there is none.
template <typename Enum>
[[nodiscard]] Enum enumerator(std::int32_t number, Enum last, const char* field) {
  const auto most = static_cast<std::int32_t>(last);
  if (number < 0 || number > most) {
    throw UsageError(std::string(field) + " is " + std::to_string(number) + "; expected 0 to " +
                     std::to_string(most));
  }
  return static_cast<Enum>(number);
}

}  // namespace saa::c
