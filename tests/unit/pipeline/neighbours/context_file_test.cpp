#include "pipeline/neighbours/context_data.h"
#include "unit/pipeline/neighbours/fake_patches.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <limits>
#include <saa/error.h>
#include <string>

namespace saa {
namespace {

namespace fs = std::filesystem;

/// Three references with the patches of FakePatches.
ContextData small_context() {
  GrowingReferences references(FakePatches().features(coloured(0)), 3);
  ContextData data;
  data.options = {.network = NeighbourNetwork::efficientnet_lite0,
                  .side = 256,
                  .size = 3,
                  .seed = 9,
                  .neighbourhoods = {1, 3}};
  data.weights = {.network = "a network", .file = {}, .sha256 = "0123"};
  data.image_channels = 3;
  for (unsigned i = 0; i < 3; ++i) {
    const PatchFeatures features = FakePatches().features(coloured(i));
    references.add(features);
    data.images.insert(data.images.end(), features.image.begin(), features.image.end());
    data.names.push_back("picture " + std::to_string(i));
    data.keys.push_back("key " + std::to_string(i));
    data.scores.push_back(0.25 * i);
  }
  data.patches = references.patches();
  data.sha256 = digest(data);
  return data;
}

class ContextFile : public testing::Test {
 protected:
  void TearDown() override { fs::remove(file_); }

  std::string bytes() const {
    std::ifstream in(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(const std::string& bytes) const {
    std::ofstream(file_, std::ios::binary | std::ios::trunc) << bytes;
  }
  void expect_refused(const std::string& what) const {
    EXPECT_THROW(static_cast<void>(read_context(file_)), InputError) << what;
  }
  /// A file whose digest is right, but whose content was changed before it was taken.
  void expect_refused_after(const std::string& what,
                            const std::function<void(ContextData&)>& change) const {
    ContextData data = small_context();
    change(data);
    data.sha256 = digest(data);
    write_context(data, file_);
    expect_refused(what);
  }

  fs::path file_ =
      fs::path(testing::TempDir()) /
      (std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + ".saac");
};

TEST_F(ContextFile, GivesBackWhatWasWritten) {
  const ContextData data = small_context();
  write_context(data, file_);
  EXPECT_TRUE(begins_as_context(file_));
  const ContextData read = read_context(file_);
  EXPECT_EQ(read.sha256, data.sha256);
  EXPECT_EQ(digest(read), data.sha256);
  EXPECT_EQ(read.names, data.names);
  EXPECT_EQ(read.keys, data.keys);
  EXPECT_EQ(read.scores, data.scores);
  EXPECT_EQ(read.images, data.images);
  EXPECT_EQ(read.nearest_share, data.nearest_share);
  EXPECT_EQ(read.options.seed, 9U);
  EXPECT_EQ(read.options.network, NeighbourNetwork::efficientnet_lite0);
  ASSERT_EQ(read.patches.sets.size(), 2U);
  EXPECT_EQ(read.patches.sets[1].rows, 2);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto expected = data.patches.sets[0].of(i);
    const auto found = read.patches.sets[0].of(i);
    EXPECT_TRUE(std::equal(found.begin(), found.end(), expected.begin(), expected.end()));
  }
}

TEST_F(ContextFile, CutAnywhereIsAnInputError) {
  write_context(small_context(), file_);
  const std::string whole = bytes();
  for (std::size_t size = 0; size < whole.size(); size += 101) {
    write(whole.substr(0, size));
    expect_refused("cut after " + std::to_string(size));
  }
  write(whole + '\0');
  expect_refused("longer");
}

TEST_F(ContextFile, WithAChangedByteIsAnInputError) {
  write_context(small_context(), file_);
  const std::string whole = bytes();
  const std::size_t header =
      8 + static_cast<std::uint8_t>(whole[0]) + 256UL * static_cast<std::uint8_t>(whole[1]);
  const std::string expected = small_context().sha256;
  for (std::size_t i = 0; i < whole.size(); i += i < header ? 5 : 89) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ (i % 2 == 0 ? 1 : 0x80));
    write(changed);
    try {
      // Another blank between two entries changes nothing.
      EXPECT_EQ(digest(read_context(file_)), expected) << "byte " << i;
    } catch (const InputError&) {
    }
  }
}

TEST_F(ContextFile, ThatLiesIsAnInputError) {
  expect_refused_after("rows", [](ContextData& data) { data.patches.rows = 100'000; });
  expect_refused_after("no rows", [](ContextData& data) { data.patches.sets[0].rows = 0; });
  expect_refused_after("a grid with fewer places than patches",
                       [](ContextData& data) { data.patches.sets[0].rows = 1; });
  expect_refused_after("patches", [](ContextData& data) {
    data.patches.sets[0].layout.patches = std::numeric_limits<std::size_t>::max() / 64;
    data.patches.references = 0;
  });
  expect_refused_after("fewer names", [](ContextData& data) { data.names.pop_back(); });
  expect_refused_after("more keys", [](ContextData& data) { data.keys.emplace_back("one more"); });
  expect_refused_after("a score that is no number", [](ContextData& data) {
    data.scores[1] = std::numeric_limits<double>::quiet_NaN();
  });
  expect_refused_after("a vector that is no number", [](ContextData& data) {
    data.images[1] = std::numeric_limits<float>::infinity();
  });
  expect_refused_after("a share of nothing", [](ContextData& data) { data.nearest_share = 0; });
  expect_refused_after("no side", [](ContextData& data) { data.options.side = 0; });
  expect_refused_after(
      "no network", [](ContextData& data) { data.options.network = NeighbourNetwork::automatic; });
  expect_refused_after("no set", [](ContextData& data) { data.patches.sets.clear(); });
}

TEST_F(ContextFile, OfAnotherKindIsNoContext) {
  write("{}");
  EXPECT_FALSE(begins_as_context(file_));
  expect_refused("no context");
  EXPECT_FALSE(begins_as_context(file_.parent_path()));
  EXPECT_FALSE(begins_as_context(file_.parent_path() / "missing"));
}

}  // namespace
}  // namespace saa
