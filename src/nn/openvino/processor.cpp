#include "nn/openvino/processor.h"

#include <fstream>

namespace saa::nn {

std::string processor_flags() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("flags") || line.starts_with("Features")) return line;
  }
  return "";
}

}  // namespace saa::nn
