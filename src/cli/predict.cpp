#include "cli/input_list.h"
#include "cli/predict_options.h"
#include "cli/predict_run.h"
#include "cli/terminal.h"
#include "cli/verbs.h"

#include <fmt/format.h>
#include <iostream>
#include <memory>
#include <spdlog/spdlog.h>

namespace saa::cli {
namespace {

std::string engine_line(const Segmenter& segmenter) {
  const std::string notice = segmenter.engine_notice();
  if (!notice.empty()) return "engine: " + segmenter.engine() + " (" + notice + ")";
  std::vector<std::string> networks;
  for (const WeightsFile& weights : segmenter.weights()) networks.push_back(weights.network);
  return fmt::format("engine: {} ({})", segmenter.engine(), fmt::join(networks, ", "));
}

/// All that can be wrong with the command comes to light before the first network is loaded, and
/// all that can be wrong with the networks before anything is written.
int predict(PredictArguments arguments, const std::vector<std::string>& command) {
  const Profile profile = resolve_profile(arguments.profile);
  const std::vector<InputImage> images = collect_images(arguments.input, std::cin);
  const auto references = context_pictures(arguments.context, files_of(images));
  if (arguments.segmenter.cache.empty()) arguments.segmenter.cache = default_cache_dir();
  arguments.segmenter.memory_bytes = 0;  // no image comes twice
  const Segmenter segmenter(arguments.segmenter);
  Terminal terminal(/*quiet=*/!spdlog::should_log(spdlog::level::info));
  terminal.note(engine_line(segmenter));
  arguments.predict.context =
      load_context(arguments.context, references, arguments.segmenter, terminal);
  return PredictRun(arguments, images, profile, segmenter, command, terminal).run();
}

}  // namespace

void add_predict(CLI::App& app, Action& action, const std::vector<std::string>& command) {
  CLI::App* verb = app.add_subcommand("predict", "Find anomalous regions in images");
  const auto arguments = std::make_shared<PredictArguments>();
  add_predict_options(*verb, *arguments);
  verb->callback([arguments, &action, &command] {
    action = [arguments, &command] { return predict(*arguments, command); };
  });
}

}  // namespace saa::cli
