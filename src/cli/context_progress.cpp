#include "cli/context_progress.h"

#include <fmt/format.h>
#include <string>

namespace saa::cli {
namespace {

/// Half of the steps are pictures looked at, half pictures compared with the others.
std::string progress_text(std::size_t done, std::size_t all) {
  const std::size_t half = all / 2;
  return done <= half ? fmt::format("{} of {} pictures looked at", done, half)
                      : fmt::format("{} of {} pictures compared", done - half, half);
}

}  // namespace

Context build_with_progress(std::span<const std::filesystem::path> pictures,
                            const ContextOptions& options, const ContextMachine& machine,
                            Terminal& terminal, const std::atomic<bool>& stop) {
  const auto show = [&terminal](std::size_t done, std::size_t all) {
    const auto text = [done, all] { return progress_text(done, all); };
    terminal.show([&](std::size_t columns) { return text().substr(0, columns); }, text);
  };
  Context context = Context::build(pictures, options, machine, show, &stop);
  terminal.clear();
  for (const std::string& notice : context.notices()) terminal.note(notice);
  return context;
}

}  // namespace saa::cli
