#include "cli/interruption.h"
#include "cli/plain_text.h"
#include "cli/usage_error.h"
#include "cli/verbs.h"
#include "core/log.h"

#include <exception>
#include <new>
#include <saa/error.h>
#include <saa/version.h>
#include <spdlog/spdlog.h>

namespace {

int exit_code(const saa::Error& error) {
  if (error.kind() == saa::ErrorKind::usage) return 2;
  const int after_signal = saa::cli::signal_exit_code();
  return error.kind() == saa::ErrorKind::cancelled && after_signal != 0 ? after_signal : 1;
}

int run(int argc, char** argv) {
  saa::set_up_logging(/*verbose=*/false, /*quiet=*/false);
  CLI::App app{
      "Zero-shot anomaly segmentation: an image and a few words in, scored anomaly regions out.",
      "saa"};
  app.set_version_flag("--version", std::string("saa ") + saa::kVersion);
  app.require_subcommand(1);
  app.fallthrough();
  bool verbose = false;
  bool quiet = false;
  app.add_flag("-v,--verbose", verbose, "Also log what is done and how long it takes");
  app.add_flag("-q,--quiet", quiet, "Log errors only, show no progress");
  const std::vector<std::string> command(argv, argv + argc);
  saa::cli::Action action;
  saa::cli::add_predict(app, action, command);
  saa::cli::add_evaluate(app, action, command);
  saa::cli::add_serve(app, action);
  saa::cli::add_profiles(app, action);
  saa::cli::add_context(app, action);
  saa::cli::add_inspect(app, action);
  saa::cli::add_models(app, action);
  saa::cli::add_datasets(app, action);
  saa::cli::add_bench_prompts(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help_or_version) {
    return app.exit(help_or_version);
  } catch (const CLI::ParseError& error) {
    throw saa::UsageError(saa::cli::describe_usage_error(app, error));
  }
  saa::set_up_logging(verbose, quiet);
  return action();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const saa::Error& error) {
    spdlog::error("{}", saa::cli::plain_line(error.what()));
    return exit_code(error);
  } catch (const std::bad_alloc&) {
    spdlog::error("out of memory; try a smaller image or fewer threads");
    return 1;
  } catch (const std::exception& error) {
    spdlog::error("internal error: {} (please report this)", saa::cli::plain_line(error.what()));
    return 1;
  }
}
