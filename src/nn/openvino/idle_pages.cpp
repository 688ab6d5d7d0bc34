#include "nn/openvino/idle_pages.h"

#include <cstdint>
#include <sys/mman.h>
#include <unistd.h>

namespace saa::nn {

void set_idle(std::span<const std::byte> bytes) {
#if defined(MADV_PAGEOUT)
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(bytes.data());
  // Whole pages only: those at the ends are shared with something else.
  const std::uintptr_t first = (begin + page - 1) / page * page;
  const std::uintptr_t last = (begin + bytes.size()) / page * page;
  // Advice: where the system does not take it, the pages stay.
  if (first < last) (void)::madvise(reinterpret_cast<void*>(first), last - first, MADV_PAGEOUT);
#else
  (void)bytes;
#endif
}

}  // namespace saa::nn
