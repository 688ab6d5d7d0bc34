#include "evaluation/prompt_bench/phrase_list.h"

#include <gmock/gmock.h>
#include <saa/error.h>

namespace saa {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::string complaint(std::string_view text) {
  try {
    static_cast<void>(parse_phrase_list(text, "phrases.txt", "tile"));
  } catch (const InputError& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

TEST(PhraseList, HasAPhraseALine) {
  EXPECT_THAT(parse_phrase_list("# defects\r\n black hole \n\ncrack. scratch.=grey tile\r\nspot=",
                                "phrases.txt", "tile"),
              ElementsAre(Prompt{"black hole", "tile"}, Prompt{"crack. scratch.", "grey tile"},
                          Prompt{"spot", ""}));
}

TEST(PhraseList, NamesTheLineThatCannotBeMeant) {
  EXPECT_THAT(complaint("crack\n =tile\n"),
              AllOf(HasSubstr("phrases.txt, line 2"), HasSubstr("=tile")));
  EXPECT_THAT(complaint("crack\nspot\ncrack=tile\n"),
              AllOf(HasSubstr("line 3"), HasSubstr("the same as line 1")));
  EXPECT_THAT(complaint("# nothing yet\n"), HasSubstr("no phrase in phrases.txt"));
}

TEST(PhraseList, TellsPhrasesApartByWhatTheyFilter) {
  EXPECT_EQ(parse_phrase_list("crack\ncrack=", "phrases.txt", "tile").size(), 2U);
}

}  // namespace
}  // namespace saa
