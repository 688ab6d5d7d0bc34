// saa datasets: the published data sets, and whether those on disk are whole.
#include "cli/datasets/datasets_verbs.h"

namespace saa::cli {

void add_datasets(CLI::App& app, Action& action) {
  CLI::App* verb =
      app.add_subcommand("datasets", "List the published data sets, and check those on disk");
  verb->require_subcommand(1);
  verb->footer(
      "Nothing is downloaded: the publishers ask to be visited.\n"
      "Examples:\n"
      "  saa datasets list                  names, addresses, licences, layouts\n"
      "  saa datasets check /data           count all data sets below /data\n"
      "  saa datasets check /data/mvtec --category carpet --deep");
  add_datasets_list(*verb, action);
  add_datasets_check(*verb, action);
}

}  // namespace saa::cli
