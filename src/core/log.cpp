#include "core/log.h"

#include <memory>
#include <spdlog/sinks/stdout_color_sinks.h>

namespace saa {

void set_up_logging(bool verbose, bool quiet) {
  auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
  auto logger = std::make_shared<spdlog::logger>("saa", sink);
  logger->set_pattern("%^saa: %l:%$ %v");
  logger->set_level(quiet     ? spdlog::level::err
                    : verbose ? spdlog::level::debug
                              : spdlog::level::info);
  spdlog::set_default_logger(logger);
}

}  // namespace saa
