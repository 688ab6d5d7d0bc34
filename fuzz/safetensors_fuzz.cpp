// Any bytes as a safetensors file: tensors, or a WeightsError.
#include "checkpoint/safetensors.h"
#include "touch_tensors.h"

#include <cstdint>
#include <saa/error.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    saa::LoadBudget budget("fuzz", size);
    saa::touch(saa::read_safetensors(saa::exact_bytes(data, size), "fuzz", budget).tensors);
  } catch (const saa::WeightsError&) {
  }
  return 0;
}
