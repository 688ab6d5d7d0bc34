#include "cli/models/models_verbs.h"

#include "core/nearest_name.h"

#include <algorithm>
#include <saa/error.h>
#include <saa/segmenter.h>

namespace saa::cli {

void add_models_folder(CLI::App& verb, std::string& folder) {
  verb.add_option("--models", folder,
                  "The models folder (default: $SAA_MODELS, else the one beside the program, else "
                  "~/.local/share/saa/models)")
      ->type_name("DIR");
}

std::filesystem::path models_folder(const std::string& option) {
  return option.empty() ? default_models_dir() : std::filesystem::path(option);
}

std::vector<const ModelFile*> chosen_models(const std::vector<std::string>& words) {
  std::vector<const ModelFile*> chosen;
  const auto choose = [&chosen](const ModelFile* model) {
    if (std::ranges::find(chosen, model) == chosen.end()) chosen.push_back(model);
  };
  for (const std::string& word : words) {
    if (const ModelSet* set = find_model_set(word)) {
      std::ranges::for_each(set->files, choose);
    } else if (const ModelFile* model = find_model_file(word)) {
      choose(model);
    } else {
      std::vector<std::string> known;
      for (const ModelSet& each : model_sets()) known.emplace_back(each.name);
      for (const ModelFile& each : model_files()) known.emplace_back(each.file);
      const std::string nearest = nearest_name(word, known);
      throw UsageError("'" + word + "' is neither a set nor a model file" +
                       (nearest.empty() ? "" : "; did you mean '" + nearest + "'?") +
                       " ('saa models list' shows all)");
    }
  }
  return chosen;
}

}  // namespace saa::cli
