#include "cli/run_record.h"

#include "core/atomic_file.h"
#include "output/machine.h"

#include <utility>

namespace saa::cli {

RunRecord::RunRecord(std::filesystem::path folder, RunManifest manifest, std::size_t images,
                     bool resume)
    : folder_(std::move(folder)), manifest_(std::move(manifest)), rows_(images) {
  manifest_.earlier_runs =
      resume ? runs_to_resume(folder_ / kManifestName, options_sha256()) : Json::array();
  manifest_.started = utc_now();
  manifest_.counts.images = images;
  write_manifest();
  std::error_code ignored;
  std::filesystem::remove(folder_ / kTableName, ignored);
}

void RunRecord::add(std::size_t index, const InputImage& image, const ImageOutcome& outcome) {
  TableRow row{.file = image.file.string(),
               .result = outcome.summary ? image.name.string() + ".json" : "",
               .summary = outcome.summary,
               .error = outcome.error};
  RunCounts& counts = manifest_.counts;
  ++(row.summary ? counts.done : counts.failed);
  if (outcome.resumed) ++counts.resumed;
  if (row.summary && row.summary->pred_label) ++counts.anomalous;
  rows_[index] = std::move(row);
}

void RunRecord::close(RunState state, const std::string& error) {
  std::vector<TableRow> rows;
  for (const auto& row : rows_)
    if (row) rows.push_back(*row);
  write_file_atomically(folder_ / kTableName, results_csv(rows));
  manifest_.ended = utc_now();
  manifest_.state = state;
  manifest_.error = error;
  write_manifest();
}

void RunRecord::write_manifest() const {
  write_file_atomically(folder_ / kManifestName, json_page(manifest_json(manifest_)));
}

}  // namespace saa::cli
