#include "serving/inference_protocol/infer.h"

#include <algorithm>
#include <fmt/format.h>
#include <saa/error.h>

namespace saa::serving {

std::optional<std::chrono::microseconds> timeout_of(std::int64_t microseconds) {
  if (microseconds < 0)
    throw InputError(fmt::format("parameter timeout is {}, expected microseconds", microseconds));
  if (microseconds == 0) return std::nullopt;
  constexpr std::chrono::microseconds kLongest = std::chrono::hours(24);
  return std::min(std::chrono::microseconds(microseconds), kLongest);
}

void refuse_parameter(std::string_view name, std::string_view owner) {
  if (name.starts_with("shared_memory_") || name == "classification") {
    throw UnsupportedError(fmt::format(
        "tensor {}: parameter {} is not supported; send and fetch the data itself", owner, name));
  }
}

}  // namespace saa::serving
