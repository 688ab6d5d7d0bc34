// Any bytes as a zip archive: every entry opens, or there is a WeightsError.
#include "checkpoint/zip_archive.h"
#include "touch_tensors.h"

#include <cstdint>
#include <saa/error.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const saa::ZipArchive archive(saa::exact_bytes(data, size), "fuzz");
    saa::LoadBudget budget("fuzz", size);
    for (const saa::ZipEntry& entry : archive.entries()) {
      const saa::SharedBytes bytes = archive.open(entry, budget);
      saa::Tensor tensor{.dtype = saa::DType::u8, .shape = {}, .bytes = bytes.bytes, .owner = {}};
      tensor.shape = {static_cast<std::int64_t>(bytes.bytes.size())};
      saa::touch({{"entry", tensor}});
    }
  } catch (const saa::WeightsError&) {
  }
  return 0;
}
