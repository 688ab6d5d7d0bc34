#include "evaluation/tables/text_table.h"

#include <gmock/gmock.h>

namespace saa {
namespace {

TEST(MarkdownTable, PadsColumnsByCharactersNotBytes) {
  EXPECT_EQ(markdown_table({"method", "F_p"}, {{"SAA+", "35.40"}, {"WinClip", "–"}}, 1),
            "| method  |   F_p |\n"
            "| ------- | ----: |\n"
            "| SAA+    | 35.40 |\n"
            "| WinClip |     – |\n");
}

TEST(MarkdownTable, NothingInACellEndsIt) {
  EXPECT_EQ(markdown_table({"a"}, {{"x|y\nz"}}, 1), "| a      |\n| ------ |\n| x\\|y z |\n");
}

}  // namespace
}  // namespace saa
