#include "output/run_table.h"

#include <gtest/gtest.h>

namespace saa {
namespace {

constexpr const char* kHeader = "file,pred_score,pred_label,regions,seconds,result,error\n";

TEST(RunTable, HasARowAnImage) {
  const std::vector<TableRow> rows = {
      {.file = "a.png",
       .result = "a.json",
       .summary = ResultSummary{0.1, true, 3, 0.12345},
       .error = ""},
      {.file = "b.png", .result = "", .summary = {}, .error = "b.png is empty"}};
  EXPECT_EQ(results_csv(rows),
            std::string(kHeader) + "a.png,0.1,true,3,0.123,a.json,\nb.png,,,,,,b.png is empty\n");
}

TEST(RunTable, QuotesWhatWouldBreakIt) {
  const std::vector<TableRow> rows = {
      {.file = "a,\"b\"\n.png", .result = "x\xFF", .summary = {}, .error = "line\rfeed"}};
  EXPECT_EQ(results_csv(rows),
            std::string(kHeader) + "\"a,\"\"b\"\"\n.png\",,,,,x\xEF\xBF\xBD,\"line\rfeed\"\n");
}

TEST(RunTable, ScoresReadBackAsTheyWere) {
  const double score = 0.1 + 0.2;
  const std::vector<TableRow> rows = {
      {.file = "a", .result = "a.json", .summary = ResultSummary{score, false, 0, 0}, .error = ""}};
  EXPECT_EQ(results_csv(rows),
            std::string(kHeader) + "a,0.30000000000000004,false,0,0.000,a.json,\n");
}

}  // namespace
}  // namespace saa
