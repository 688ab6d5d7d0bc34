#include "output/machine.h"

#include "core/parallel.h"

#include <chrono>
#include <ctime>
#include <fmt/chrono.h>
#include <fstream>
#include <sys/utsname.h>
#include <unistd.h>

namespace saa {
namespace {

Json processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (!line.starts_with("model name")) continue;
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return nullptr;
}

Json system_name() {
  utsname names{};
  if (::uname(&names) != 0) return nullptr;
  return fmt::format("{} {} {}", names.sysname, names.release, names.machine);
}

Json memory_bytes() {
  const std::int64_t pages = ::sysconf(_SC_PHYS_PAGES);
  const std::int64_t page_bytes = ::sysconf(_SC_PAGESIZE);
  return pages > 0 && page_bytes > 0 ? Json(pages * page_bytes) : Json(nullptr);
}

}  // namespace

Json describe_machine() {
  return {{"system", system_name()},
          {"processor", processor_name()},
          {"cores", thread_count(0)},
          {"memory_bytes", memory_bytes()}};
}

std::string utc_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

}  // namespace saa
