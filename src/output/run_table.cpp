#include "output/run_table.h"

#include <fmt/format.h>

namespace saa {
namespace {

/// Quoted where commas, quotes or line ends would be taken for the table's own.
std::string cell(const std::string& text) {
  const std::string clean = valid_utf8(text);
  if (clean.find_first_of(",\"\r\n") == std::string::npos) return clean;
  std::string quoted = "\"";
  for (const char c : clean) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string numbers(const std::optional<ResultSummary>& summary) {
  if (!summary) return ",,,";
  return fmt::format("{},{},{},{:.3f}", summary->pred_score, summary->pred_label, summary->regions,
                     summary->seconds);
}

}  // namespace

std::string results_csv(std::span<const TableRow> rows) {
  std::string table = "file,pred_score,pred_label,regions,seconds,result,error\n";
  for (const TableRow& row : rows) {
    table += cell(row.file) + ',' + numbers(row.summary) + ',' + cell(row.result) + ',' +
             cell(row.error) + '\n';
  }
  return table;
}

}  // namespace saa
