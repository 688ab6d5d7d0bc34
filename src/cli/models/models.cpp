// saa models: the official model files, from their publishers or out of a bundle.
#include "cli/models/models_verbs.h"

namespace saa::cli {

void add_models(CLI::App& app, Action& action) {
  CLI::App* verb = app.add_subcommand(
      "models", "List, fetch, check, convert and bundle the official model files");
  verb->require_subcommand(1);
  verb->footer(
      "Only 'fetch' ever touches the network.\n"
      "Examples:\n"
      "  saa models list                         what there is, and what is here\n"
      "  saa models fetch saa-plus               download what SAA+ needs\n"
      "  saa models verify                       is every file here the official one?\n"
      "  saa models where saa-plus               which file does each part use?\n"
      "  saa models import sam_vit_h_4b8939.pth --dtype f16\n"
      "For a machine without network:\n"
      "  saa models bundle saa-plus --out saa-plus.tar    here\n"
      "  saa models import saa-plus.tar                   there");
  add_models_list(*verb, action);
  add_models_fetch(*verb, action);
  add_models_import(*verb, action);
  add_models_verify(*verb, action);
  add_models_where(*verb, action);
  add_models_bundle(*verb, action);
}

}  // namespace saa::cli
