// What a file is, told from its first bytes.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace saa {

enum class CheckpointFormat { torch_zip, torch_legacy, safetensors };

/// As `saa inspect` prints it.
[[nodiscard]] std::string_view format_name(CheckpointFormat format);

/// @param source the file, for messages.
/// @throws WeightsError if it is something else, naming what it looks like (a web page, a Git LFS
///         pointer, an ONNX model, ...) and what to do.
[[nodiscard]] CheckpointFormat detect_format(std::span<const std::byte> file,
                                             const std::string& source);

}  // namespace saa
