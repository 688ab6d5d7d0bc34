// Damaged profiles: whatever comes in, a valid Profile or an InputError comes out.
#include <gtest/gtest.h>
#include <random>
#include <saa/error.h>
#include <saa/profile.h>
#include <string_view>

namespace saa {
namespace {

/// The text with a few bytes changed, added, removed, or a piece of it moved elsewhere.
std::string mutated(std::string text, std::mt19937& random) {
  using namespace std::string_view_literals;
  constexpr std::string_view kSpecial = "\"'\\[]{}=.,#\n\r\0\xff\xc3\x80-0e1n_"sv;
  const auto below = [&](std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
  };
  for (std::size_t edits = 1 + below(3); edits > 0 && !text.empty(); --edits) {
    const std::size_t at = below(text.size());
    switch (below(5)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text[at] = kSpecial[below(kSpecial.size())];
        break;
      case 2:
        text.insert(at, 1, kSpecial[below(kSpecial.size())]);
        break;
      case 3:
        text.erase(at, 1 + below(20));
        break;
      default:
        text.insert(at, text.substr(below(text.size()), 1 + below(40)));
        break;
    }
  }
  return text;
}

TEST(MutatedProfile, IsReadOrRefusedButNothingElse) {
  std::mt19937 random(20230517);
  std::vector<std::string> sources;
  for (const std::string& name : builtin_profiles()) {
    sources.emplace_back(builtin_profile_text(name));
    sources.push_back(to_toml(find_profile(name)));
  }
  sources.emplace_back(
      "schema = 1\nproperty_sentence = \"the image of x have 4 similar x, with a maximum of 6 "
      "anomaly. The anomaly would not exceed 0.3 object area.\"\n");
  int read = 0;
  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    const std::string text =
        mutated(sources[static_cast<std::size_t>(round) % sources.size()], random);
    try {
      const Profile profile = parse_profile(text, "lab/mutant.toml");
      ++read;
      ASSERT_NO_THROW(validate_profile(profile)) << text;
      ASSERT_EQ(parse_profile(to_toml(profile), profile.name), profile) << text;
    } catch (const InputError& error) {
      ++refused;
      ASSERT_TRUE(std::string(error.what()).starts_with("lab/mutant.toml:")) << error.what();
    }
  }
  // Both ways were taken often: the mutations are neither too timid nor too wild.
  EXPECT_GT(read, 1'000);
  EXPECT_GT(refused, 1'000);
}

}  // namespace
}  // namespace saa
