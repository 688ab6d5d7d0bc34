// Any bytes behind the header of torch.save's older form: tensors, or a WeightsError.
#include "checkpoint/torch_legacy.h"
#include "touch_tensors.h"

#include <cstdint>
#include <saa/error.h>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The magic number, version 1001 and a dict that says nothing.
  constexpr std::string_view kHeader =
      "\x80\x02\x8a\x0a\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.\x80\x02M\xE9\x03.\x80\x02}.";
  std::vector<std::uint8_t> file(kHeader.begin(), kHeader.end());
  file.insert(file.end(), data, data + size);
  try {
    saa::LoadBudget budget("fuzz", file.size());
    saa::touch(saa::read_torch_legacy(saa::exact_bytes(file.data(), file.size()), "fuzz", budget));
  } catch (const saa::WeightsError&) {
  }
  return 0;
}
