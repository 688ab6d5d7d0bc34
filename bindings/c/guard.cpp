#include "guard.h"

#include "output/json.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <saa/version.h>

namespace saa::c {
namespace {

thread_local std::string error_text;
thread_local const char* last_error = "";

saa_status status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return SAA_ERROR_USAGE;
    case ErrorKind::input:
      return SAA_ERROR_INPUT;
    case ErrorKind::weights:
      return SAA_ERROR_WEIGHTS;
    case ErrorKind::io:
      return SAA_ERROR_IO;
    case ErrorKind::unsupported:
      return SAA_ERROR_UNSUPPORTED;
    case ErrorKind::cancelled:
      return SAA_ERROR_CANCELLED;
  }
  return SAA_ERROR_INTERNAL;
}

/// A text that cannot be kept for want of memory is told as that.
saa_status note(saa_status status, const char* text) noexcept {
  try {
    error_text = valid_utf8(text);
    last_error = error_text.c_str();
    return status;
  } catch (...) {
    last_error = "out of memory";
    return SAA_ERROR_OUT_OF_MEMORY;
  }
}

}  // namespace

saa_status note_exception() noexcept {
  try {
    throw;
  } catch (const Error& error) {
    return note(status_of(error.kind()), error.what());
  } catch (const std::bad_alloc&) {
    last_error = "out of memory";
    return SAA_ERROR_OUT_OF_MEMORY;
  } catch (const std::exception& error) {
    return note(SAA_ERROR_INTERNAL, error.what());
  } catch (...) {
    return note(SAA_ERROR_INTERNAL, "unknown exception");
  }
}

}  // namespace saa::c

const char* saa_last_error(void) { return saa::c::last_error; }

const char* saa_status_name(saa_status status) {
  switch (status) {
    case SAA_OK:
      return "ok";
    case SAA_ERROR_USAGE:
      return "usage";
    case SAA_ERROR_INPUT:
      return "input";
    case SAA_ERROR_WEIGHTS:
      return "weights";
    case SAA_ERROR_IO:
      return "io";
    case SAA_ERROR_UNSUPPORTED:
      return "unsupported";
    case SAA_ERROR_CANCELLED:
      return "cancelled";
    case SAA_ERROR_OUT_OF_MEMORY:
      return "out of memory";
    case SAA_ERROR_INTERNAL:
      return "internal";
  }
  return "unknown";
}

const char* saa_version(void) { return saa::kVersion; }

void saa_string_free(char* text) { std::free(text); }
