// What turns a network's definition into something that runs.
#pragma once

#include "nn/builder.h"
#include "nn/network.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <saa/segmenter.h>
#include <string_view>

namespace saa::nn {

struct CompileOptions {
  int threads = 0;  ///< shared by the runs that proceed at the same time; 0: all cores
  /// f32 is 32-bit arithmetic throughout, also on machines with faster kinds.
  Precision precision = Precision::f32;
  int parallel_runs = 1;             ///< that proceed at the same time; further ones wait
  std::filesystem::path cache = {};  ///< folder for compiled networks; empty: none is kept
};

/// Thread-safe.
class Runtime {
 public:
  virtual ~Runtime() = default;
  /// @param name for messages and the cache, @param define writes the network down.
  /// @throws UnsupportedError if the machine lacks the precision; whatever `define` throws.
  [[nodiscard]] virtual std::shared_ptr<const Network> compile(
      std::string_view name, const std::function<void(Builder&)>& define,
      const CompileOptions& options) const = 0;
};

/// The processor, by OpenVINO. The first call loads it.
[[nodiscard]] const Runtime& cpu_runtime();

}  // namespace saa::nn
