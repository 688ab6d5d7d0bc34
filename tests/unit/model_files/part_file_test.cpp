#include "model_transfer/part_file.h"

#include "unit/temporary_folder.h"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <saa/error.h>
#include <thread>

namespace saa {
namespace {

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class PartFileTest : public testing::Test {
 protected:
  [[nodiscard]] std::unique_ptr<PartFile> open() {
    return std::make_unique<PartFile>(
        target_, [this] { waited_ = true; }, stop_);
  }

  test::TemporaryFolder folder_;
  std::filesystem::path target_ = folder_ / "deep/er/model.pth";
  std::atomic<bool> stop_ = false;
  std::atomic<bool> waited_ = false;
};

TEST_F(PartFileTest, IsTheTargetOnlyOnceItIsFinished) {
  auto part = open();
  part->append(bytes("ab"));
  EXPECT_FALSE(std::filesystem::exists(target_));
  part->append(bytes("c"));
  part->finish();
  EXPECT_EQ(content(target_), "abc");
  EXPECT_FALSE(std::filesystem::exists(part->path()));
}

TEST_F(PartFileTest, GoesOnWhereTheLastOneStopped) {
  open()->append(bytes("ab"));
  const auto part = open();
  EXPECT_EQ(part->size(), 2U);
  EXPECT_EQ(part->digest(), sha256(bytes("ab")));
  part->append(bytes("c"));
  EXPECT_EQ(part->digest(), sha256(bytes("abc")));
}

TEST_F(PartFileTest, StartsAgainWithNothing) {
  const auto part = open();
  part->append(bytes("wrong"));
  part->clear();
  EXPECT_EQ(part->digest(), sha256({}));
  part->append(bytes("abc"));
  part->finish();
  EXPECT_EQ(content(target_), "abc");
}

// The second opens a file that is renamed away while it waits: it must not write to that one.
TEST_F(PartFileTest, WaitsForTheOneThatHoldsIt) {
  auto first = open();
  first->append(bytes("abc"));
  std::thread second([this] {
    const auto part = open();
    EXPECT_EQ(part->size(), 0U);
    part->append(bytes("xyz"));
  });
  while (!waited_) std::this_thread::yield();
  first->finish();
  first.reset();
  second.join();
  EXPECT_EQ(content(target_), "abc");
}

TEST_F(PartFileTest, StopsWaitingIfAsked) {
  const auto first = open();
  stop_ = true;
  EXPECT_THROW(open(), CancelledError);
}

TEST_F(PartFileTest, SaysIfTheFolderCannotBeMade) {
  std::ofstream(folder_ / "deep") << "a file";
  EXPECT_THROW(open(), IoError);
}

TEST(FreeSpace, IsThatOfTheNearestFolder) {
  const test::TemporaryFolder folder;
  EXPECT_GT(free_space(folder / "not/there"), 0U);
  EXPECT_GT(free_space(""), 0U);
  EXPECT_NO_THROW(require_free_space(folder.path(), 1));
  EXPECT_THROW(require_free_space(folder.path(), std::uint64_t{1} << 60U), IoError);
}

}  // namespace
}  // namespace saa
