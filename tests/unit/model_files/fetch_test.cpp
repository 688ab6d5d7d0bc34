#include "model_transfer/fetch.h"

#include "unit/temporary_folder.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <saa/error.h>
#include <vector>

namespace saa {
namespace {

class Notes : public TransferWatcher {
 public:
  void note(const std::string& line) override { lines.push_back(line); }
  void progress(std::uint64_t done, std::uint64_t total) override {
    last_done = done;
    last_total = total;
  }

  std::vector<std::string> lines;
  std::uint64_t last_done = 0;
  std::uint64_t last_total = 0;
};

/// A made-up registered file "abc.txt" whose addresses are files here; what the network may do is
/// in tests/cli/models_fetch_test.py.
class FetchModel : public testing::Test {
 protected:
  FetchModel() {
    std::ofstream(folder_ / "right") << "abc";
    std::ofstream(folder_ / "wrong") << "abd";
  }

  Fetched fetch(const std::string& first, const std::string& second) {
    const std::string base = "file://" + folder_.path().string() + "/";
    const std::string second_url = second.empty() ? "" : base + second;
    const std::string first_url = base + first;
    const ModelFile model{.name = "ABC",
                          .file = "abc.txt",
                          .role = ModelRole::vocabulary,
                          .network = "",
                          .urls = {first_url, second_url},
                          .size = 0,
                          .sha256 = "ba7816bf",  // as sha256_test.cpp has it
                          .checksum_source = "FIPS 180-2",
                          .licence = ""};
    return fetch_model(model, folder_ / "models", {}, notes_, stop_);
  }

  test::TemporaryFolder folder_;
  Notes notes_;
  std::atomic<bool> stop_ = false;
};

TEST_F(FetchModel, TakesTheNextAddressIfOneFails) {
  EXPECT_EQ(fetch("missing", "right"), Fetched::downloaded);
  EXPECT_THAT(notes_.lines, testing::Contains(testing::HasSubstr("trying the next address")));
  EXPECT_EQ(std::filesystem::file_size(folder_ / "models/abc.txt"), 3U);
  EXPECT_EQ(notes_.last_done, 3U);
  EXPECT_EQ(fetch("missing", ""), Fetched::already_there);
}

TEST_F(FetchModel, ComparesTheDigitsThatArePublished) {
  EXPECT_THROW(fetch("wrong", ""), WeightsError);
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "models"));
}

TEST_F(FetchModel, NamesTheAddressThatFailedLast) {
  try {
    fetch("missing", "missing too");
    FAIL();
  } catch (const IoError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("missing too"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "models"));
}

TEST_F(FetchModel, StopsIfAsked) {
  stop_ = true;
  EXPECT_THROW(fetch("right", ""), CancelledError);
}

TEST(BaseUrl, MustSayHow) {
  for (const char* good : {"https://a.example/m", "http://a.example", "file:///m"})
    EXPECT_NO_THROW(check_base_url(good));
  for (const char* bad : {"", "a.example", "https://", "ftp://a.example", "file://a.example/m"})
    EXPECT_THROW(check_base_url(bad), UsageError) << bad;
}

}  // namespace
}  // namespace saa
