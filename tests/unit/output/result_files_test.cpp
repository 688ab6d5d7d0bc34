#include "output/result_files.h"

#include "core/atomic_file.h"
#include "image/write.h"
#include "output/result_json.h"
#include "unit/output/sample_result.h"
#include "unit/temporary_folder.h"

#include <array>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <sys/inotify.h>
#include <unistd.h>

namespace saa {
namespace {

namespace fs = std::filesystem;
using ::testing::UnorderedElementsAre;

const Image kImage = {.width = 6, .height = 4, .rgb = std::vector<std::uint8_t>(72, 128)};

Json sample_json() {
  return result_json(test::sample_result(),
                     {.image = "part.jpg", .image_sha256 = "ab", .options_sha256 = "cd"});
}

std::vector<std::string> listing(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  return names;
}

std::vector<std::byte> bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

/// Tells in which order files of a folder are removed and put in their place.
class FolderWatch {
 public:
  explicit FolderWatch(const fs::path& folder) : descriptor_(::inotify_init1(IN_NONBLOCK)) {
    ::inotify_add_watch(descriptor_, folder.c_str(), IN_MOVED_TO | IN_DELETE);
  }
  ~FolderWatch() { ::close(descriptor_); }
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  [[nodiscard]] std::vector<std::string> events() const {
    alignas(inotify_event) std::array<char, 4096> buffer{};
    const ssize_t length = ::read(descriptor_, buffer.data(), buffer.size());
    std::vector<std::string> events;
    for (ssize_t at = 0; at < length;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      const bool is_there = (event->mask & IN_MOVED_TO) != 0;
      events.push_back((is_there ? "there: " : "gone: ") + std::string(event->name));
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
    return events;
  }

 private:
  int descriptor_;
};

class ResultFilesTest : public ::testing::Test {
 protected:
  void write(const WantedFiles& wanted) const {
    files_.write(kImage, test::sample_result(), sample_json(), wanted);
  }
  test::TemporaryFolder folder_;
  ResultFiles files_{folder_ / "lot 7/part.v2"};
};

TEST_F(ResultFilesTest, WritesTheFilesWanted) {
  write({.overlay = true, .float_map = true});
  EXPECT_THAT(
      listing(folder_ / "lot 7"),
      UnorderedElementsAre("part.v2.json", "part.v2_anomaly_map.png", "part.v2_anomaly_map.npy",
                           "part.v2_mask.png", "part.v2_overlay.png"));
  const FloatMap map = decode_map_png(bytes_of(folder_ / "lot 7/part.v2_anomaly_map.png"), "map");
  EXPECT_EQ(map.values, test::sample_result().anomaly_map.values);
}

TEST_F(ResultFilesTest, LeavesNothingOfAnEarlierResult) {
  write({.overlay = true, .float_map = true});
  write({.overlay = false, .float_map = false});
  EXPECT_THAT(listing(folder_ / "lot 7"),
              UnorderedElementsAre("part.v2.json", "part.v2_anomaly_map.png", "part.v2_mask.png"));
  files_.remove();
  EXPECT_TRUE(listing(folder_ / "lot 7").empty());
}

TEST_F(ResultFilesTest, AFinishedResultIsKnownByContentOptionsAndFiles) {
  const WantedFiles wanted;
  EXPECT_FALSE(files_.finished("ab", "cd", wanted));
  write(wanted);
  EXPECT_EQ(files_.finished("ab", "cd", wanted), sample_json());
  EXPECT_FALSE(files_.finished("other image", "cd", wanted));
  EXPECT_FALSE(files_.finished("ab", "other options", wanted));
  EXPECT_FALSE(files_.finished("ab", "cd", {.overlay = true, .float_map = true}));
  fs::remove(folder_ / "lot 7/part.v2_mask.png");
  EXPECT_FALSE(files_.finished("ab", "cd", wanted));
}

TEST_F(ResultFilesTest, ADamagedJsonIsNotAFinishedResult) {
  write({});
  for (const char* text : {"", "{", "[]", "{\"schema\": \"saa.result/1\"}"}) {
    write_file_atomically(folder_ / "lot 7/part.v2.json", text);
    EXPECT_FALSE(files_.finished("ab", "cd", {})) << text;
  }
}

TEST_F(ResultFilesTest, TheJsonGoesFirstAndComesLast) {
  write({});
  const FolderWatch watch(folder_ / "lot 7");
  write({});
  const std::vector<std::string> events = watch.events();
  ASSERT_EQ(events.size(), 8U);
  EXPECT_EQ(events.front(), "gone: part.v2.json");
  EXPECT_EQ(events.back(), "there: part.v2.json");
}

TEST_F(ResultFilesTest, WhatCannotBeReplacedIsAnOutputError) {
  fs::create_directories(folder_ / "lot 7/part.v2_overlay.png/in the way");
  EXPECT_THROW(write({}), OutputError);
  EXPECT_FALSE(fs::exists(folder_ / "lot 7/part.v2.json"));
}

}  // namespace
}  // namespace saa
