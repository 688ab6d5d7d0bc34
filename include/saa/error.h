// Errors that saa throws. Everything a caller, a file or the machine can cause derives from
// saa::Error and says what was expected, what was found, where, and what to do about it.
#pragma once

#include <saa/export.h>
#include <stdexcept>
#include <string>

namespace saa {

/// Who or what caused an error; the command line maps it to an exit code, the server to a status.
enum class SAA_API ErrorKind {
  usage,        ///< an option or argument that cannot be meant (exit code 2)
  input,        ///< an image, profile or list that cannot be used
  weights,      ///< a checkpoint that is missing, damaged, hostile or of another network
  io,           ///< the file system refused: missing, unwritable, full
  unsupported,  ///< a valid request that this build or machine cannot serve
  cancelled     ///< the caller asked to stop
};

/// Base of all errors. Catching it catches everything saa throws on purpose.
class SAA_API Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

 private:
  ErrorKind kind_;
};

class SAA_API UsageError : public Error {
 public:
  explicit UsageError(const std::string& message) : Error(ErrorKind::usage, message) {}
};

class SAA_API InputError : public Error {
 public:
  explicit InputError(const std::string& message) : Error(ErrorKind::input, message) {}
};

class SAA_API WeightsError : public Error {
 public:
  explicit WeightsError(const std::string& message) : Error(ErrorKind::weights, message) {}
};

class SAA_API IoError : public Error {
 public:
  explicit IoError(const std::string& message) : Error(ErrorKind::io, message) {}
};

class SAA_API UnsupportedError : public Error {
 public:
  explicit UnsupportedError(const std::string& message) : Error(ErrorKind::unsupported, message) {}
};

class SAA_API CancelledError : public Error {
 public:
  explicit CancelledError(const std::string& message) : Error(ErrorKind::cancelled, message) {}
};

}  // namespace saa
