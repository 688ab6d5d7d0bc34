// Any bytes as a checkpoint of whichever form: a state dict, or a WeightsError.
#include "checkpoint/load.h"
#include "checkpoint/recognise.h"
#include "touch_tensors.h"

#include <cstdint>
#include <saa/error.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const saa::StateDict weights = saa::parse_checkpoint(saa::exact_bytes(data, size), "fuzz");
    saa::touch(weights.tensors());
    (void)saa::recognise_network(weights);
  } catch (const saa::WeightsError&) {
  }
  return 0;
}
