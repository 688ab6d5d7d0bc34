#include "output/zip_file.h"

#include "checkpoint/zip_archive.h"

#include <gtest/gtest.h>
#include <memory>
#include <saa/error.h>
#include <string>

namespace saa {
namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

TEST(ZipFile, IsReadBackPartByPart) {
  const std::string repeated(100'000, 'a');
  const std::vector<ZipPart> parts = {{.name = "folder/ä.txt", .bytes = bytes_of("dark mark\n")},
                                      {.name = "empty", .bytes = {}},
                                      {.name = "long", .bytes = bytes_of(repeated)}};
  const auto file = std::make_shared<std::vector<std::byte>>(zip_file(parts));
  EXPECT_LT(file->size(), 2'000U);
  const ZipArchive archive({.bytes = *file, .owner = file}, "file");
  LoadBudget budget("file", 1'000'000);
  ASSERT_EQ(archive.entries().size(), parts.size());
  for (const ZipPart& part : parts) {
    const ZipEntry* entry = archive.find(part.name);
    ASSERT_NE(entry, nullptr) << part.name;
    const SharedBytes unpacked = archive.open(*entry, budget);
    EXPECT_TRUE(std::ranges::equal(unpacked.bytes, part.bytes)) << part.name;
  }
}

TEST(ZipFile, TheSamePartsGiveTheSameBytes) {
  const std::vector<ZipPart> parts = {{.name = "a", .bytes = bytes_of("b")}};
  EXPECT_EQ(zip_file(parts), zip_file(parts));
}

TEST(ZipFile, ANameThatTheFormatCannotHoldIsRefused) {
  const std::vector<ZipPart> parts = {{.name = std::string(65'536, 'n'), .bytes = {}}};
  EXPECT_THROW(static_cast<void>(zip_file(parts)), UnsupportedError);
}

}  // namespace
}  // namespace saa
