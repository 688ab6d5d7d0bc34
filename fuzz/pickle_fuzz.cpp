// Any bytes as a pickle, whose storages have up to a kilobyte: tensors, or a WeightsError.
#include "checkpoint/named_tensors.h"
#include "checkpoint/unpickler.h"
#include "touch_tensors.h"

#include <cstdint>
#include <saa/error.h>

namespace {

saa::SharedBytes storage_of_a_kilobyte(const saa::pickle::Storage& storage,
                                       const std::string& where) {
  alignas(8) static const std::byte kBytes[1024] = {};
  const auto element = static_cast<std::int64_t>(saa::dtype_size(storage.dtype));
  const std::span<const std::byte> bytes(kBytes);
  if (storage.stored > 1024 / element) throw saa::WeightsError(where + "larger than a kilobyte");
  return {bytes.first(static_cast<std::size_t>(storage.stored * element)), nullptr};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const saa::SharedBytes input = saa::exact_bytes(data, size);
  try {
    saa::LoadBudget budget("fuzz", size);
    saa::ByteReader reader(input.bytes, "fuzz");
    saa::pickle::Heap heap;
    const auto root = saa::pickle::unpickle(reader, heap, budget);
    saa::touch(saa::named_tensors(root, "fuzz", storage_of_a_kilobyte, budget));
  } catch (const saa::WeightsError&) {
  }
  return 0;
}
