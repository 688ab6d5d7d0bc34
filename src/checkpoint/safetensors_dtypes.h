// How safetensors names dtypes.
#pragma once

#include "checkpoint/tensor.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace saa {

/// In the order of DType.
inline constexpr std::array<std::string_view, 10> kSafetensorsDtypes = {
    "F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U8", "BOOL"};

[[nodiscard]] inline std::string_view safetensors_name(DType dtype) {
  return kSafetensorsDtypes.at(static_cast<std::size_t>(dtype));
}

/// Nothing for a dtype that saa has no use for.
[[nodiscard]] inline std::optional<DType> safetensors_dtype(std::string_view name) {
  for (std::size_t i = 0; i < kSafetensorsDtypes.size(); ++i)
    if (kSafetensorsDtypes[i] == name) return static_cast<DType>(i);
  return std::nullopt;
}

}  // namespace saa
