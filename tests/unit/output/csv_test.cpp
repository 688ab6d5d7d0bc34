#include "output/csv.h"

#include <gmock/gmock.h>
#include <vector>

namespace saa {
namespace {

TEST(CsvLine, QuotesWhatWouldBeTakenForItsOwn) {
  const std::vector<std::string> cells = {"plain", "a,b", "say \"no\"", "two\nlines", ""};
  EXPECT_EQ(csv_line(cells), "plain,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\n");
}

TEST(CsvLine, IsValidUtf8) {
  const std::vector<std::string> cells = {"a\xff"};
  EXPECT_EQ(csv_line(cells), "a\xEF\xBF\xBD\n");
}

}  // namespace
}  // namespace saa
