// results.csv: one row an image, in the order of the inputs.
#pragma once

#include "output/result_json.h"

#include <optional>
#include <span>
#include <string>

namespace saa {

inline constexpr const char* kTableName = "results.csv";

struct TableRow {
  std::string file;                      ///< the image, as the user named it
  std::string result;                    ///< its JSON, relative to the table; empty if it failed
  std::optional<ResultSummary> summary;  ///< unset: the image failed
  std::string error;                     ///< why, in one line
};

/// RFC 4180 with line feeds, UTF-8, header
/// "file,pred_score,pred_label,regions,seconds,result,error". Scores in the shortest form that
/// reads back as the same number, seconds to the millisecond.
[[nodiscard]] std::string results_csv(std::span<const TableRow> rows);

}  // namespace saa
