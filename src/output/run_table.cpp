#include "output/run_table.h"

#include "output/csv.h"

#include <fmt/format.h>

namespace saa {
namespace {

std::string numbers(const std::optional<ResultSummary>& summary) {
  if (!summary) return ",,,";
  return fmt::format("{},{},{},{:.3f}", summary->pred_score, summary->pred_label, summary->regions,
                     summary->seconds);
}

}  // namespace

std::string results_csv(std::span<const TableRow> rows) {
  std::string table = "file,pred_score,pred_label,regions,seconds,result,error\n";
  for (const TableRow& row : rows) {
    table += csv_cell(row.file) + ',' + numbers(row.summary) + ',' + csv_cell(row.result) + ',' +
             csv_cell(row.error) + '\n';
  }
  return table;
}

}  // namespace saa
