// Errors on their way from C++ to Python.
#pragma once

#include <filesystem>
#include <saa/error.h>

namespace saa::python {

/// An IoError that Python programs expect as FileNotFoundError.
class MissingFile : public IoError {
 public:
  using IoError::IoError;
};

/// Reads a file by `read`; an IoError becomes MissingFile if there is no such file.
template <typename Read>
auto read_existing(const std::filesystem::path& file, const Read& read) {
  try {
    return read(file);
  } catch (const IoError& error) {
    std::error_code unknown;
    if (std::filesystem::exists(file, unknown)) throw;
    throw MissingFile(error.what());
  }
}

}  // namespace saa::python
