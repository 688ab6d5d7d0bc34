// docs/profiles.md against the program: its examples are valid, its table names every key.
#include "core/mapped_file.h"

#include <gmock/gmock.h>
#include <saa/error.h>
#include <saa/profile.h>

namespace saa {
namespace {

std::string page() {
  const MappedFile file(SAA_SOURCE_DIR "/docs/profiles.md");
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

/// The page's TOML examples, in order.
std::vector<std::string> examples() {
  const std::string text = page();
  const std::string opening = "```toml\n";
  std::vector<std::string> blocks;
  for (std::size_t at = text.find(opening); at != std::string::npos;
       at = text.find(opening, at + 1)) {
    const std::size_t begin = at + opening.size();
    blocks.push_back(text.substr(begin, text.find("```", begin) - begin));
  }
  return blocks;
}

TEST(ProfileDocumentation, ShowsValidProfiles) {
  const std::vector<std::string> blocks = examples();
  ASSERT_EQ(blocks.size(), 2U);
  const Profile by_keys = parse_profile(blocks[0], "bracket");
  EXPECT_EQ(by_keys.language_prompts().size(), 5U);
  const Profile by_sentence = parse_profile(blocks[1], "bracket");
  EXPECT_EQ(by_sentence.object, "bracket,");
  EXPECT_EQ(by_sentence.object_count, by_keys.object_count);
  EXPECT_EQ(by_sentence.top_k, by_keys.top_k);
  EXPECT_EQ(by_sentence.max_area, by_keys.max_area);
}

TEST(ProfileDocumentation, HasARowForEveryKey) {
  std::string keys;
  try {
    static_cast<void>(parse_profile("schema = 1\n_________________ = 1\n", "x"));
  } catch (const InputError& error) {
    keys = error.what();  // "x:2:1: unknown key …; expected one of schema, class_name, …"
  }
  const std::string listed = "expected one of ";
  ASSERT_THAT(keys, ::testing::HasSubstr(listed));
  keys = keys.substr(keys.find(listed) + listed.size()) + ", ";
  int rows = 0;
  for (std::size_t end = keys.find(", "); end != std::string::npos; end = keys.find(", ")) {
    const std::string key = keys.substr(0, end);
    const std::string row = key == "prompt" ? "\n| `[[prompt]]` |" : "\n| `" + key + "` |";
    EXPECT_THAT(page(), ::testing::HasSubstr(row));
    keys.erase(0, end + 2);
    ++rows;
  }
  EXPECT_EQ(rows, 14);
}

}  // namespace
}  // namespace saa
