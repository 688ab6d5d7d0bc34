#include "serving/web_assets.h"

#include "core/sha256.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <span>
#include <string>

namespace saa::serving {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(SAA_SOURCE_DIR) / "src/serving/web";

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(WebAssets, CarryEveryFileOfTheFolderByteForByte) {
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kFolder)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const std::string name = fs::relative(entry.path(), kFolder).generic_string();
    const WebAsset* asset = find_web_asset(name == "index.html" ? "/" : "/assets/" + name);
    ASSERT_NE(asset, nullptr) << name;
    EXPECT_EQ(asset->bytes, read(entry.path())) << name;
  }
  EXPECT_EQ(web_assets().size(), files);
}

TEST(WebAssets, SayWhatTheyAre) {
  ASSERT_NE(find_web_asset("/"), nullptr);
  EXPECT_EQ(find_web_asset("/")->content_type, "text/html; charset=utf-8");
  for (const WebAsset& asset : web_assets()) {
    const bool is_module = asset.path.ends_with(".js");
    EXPECT_EQ(asset.content_type == "text/javascript; charset=utf-8", is_module) << asset.path;
  }
}

TEST(WebAssets, HaveTagsThatFollowTheirBytes) {
  std::set<std::string_view> tags;
  for (const WebAsset& asset : web_assets()) {
    const std::string digest = sha256(std::as_bytes(std::span(asset.bytes)));
    EXPECT_EQ(asset.etag, '"' + digest.substr(0, 16) + '"') << asset.path;
    tags.insert(asset.etag);
  }
  EXPECT_EQ(tags.size(), web_assets().size());
}

TEST(WebAssets, AnswerNothingButTheirOwnPaths) {
  for (const char* path : {"", "/index.html", "/assets", "/assets/", "/assets/../index.html", "//",
                           "/assets/missing.js"})
    EXPECT_EQ(find_web_asset(path), nullptr) << path;
}

}  // namespace
}  // namespace saa::serving
