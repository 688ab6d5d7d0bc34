#include "checkpoint/zip_archive.h"

#include "unit/checkpoint/fixture.h"
#include "unit/checkpoint/zip_builder.h"

#include <gtest/gtest.h>

namespace saa {
namespace {

std::string text_of(const ZipArchive& archive, std::string_view name) {
  LoadBudget budget("file", 0);
  const SharedBytes bytes = archive.open(*archive.find(name), budget);
  return {reinterpret_cast<const char*>(bytes.bytes.data()), bytes.bytes.size()};
}

TEST(ZipArchive, ListsAndOpensEntries) {
  const std::string long_text(5000, 'q');
  const ZipArchive archive(exact_bytes(zip_of({{.name = "x/a", .data = "stored"},
                                               {.name = "x/b", .data = long_text, .deflated = true},
                                               {.name = "x/empty", .data = ""}})),
                           "file");
  EXPECT_EQ(archive.entries().size(), 3u);
  EXPECT_EQ(text_of(archive, "x/a"), "stored");
  EXPECT_EQ(text_of(archive, "x/b"), long_text);
  EXPECT_EQ(text_of(archive, "x/empty"), "");
  EXPECT_EQ(archive.find("x/c"), nullptr);
}

TEST(ZipArchive, OpensAStoredEntryInPlace) {
  const SharedBytes file = exact_bytes(zip_of({{.name = "a", .data = "stored"}}));
  const ZipArchive archive(file, "file");
  LoadBudget budget("file", 0);
  const SharedBytes entry = archive.open(*archive.find("a"), budget);
  EXPECT_EQ(entry.bytes.data(), file.bytes.data() + 31);
}

TEST(ZipArchive, ReadsBehindAComment) {
  std::string archive = zip_of({{.name = "a", .data = "stored"}});
  archive[archive.size() - 2] = 5;
  EXPECT_EQ(text_of(ZipArchive(exact_bytes(archive + "PK\x05\x06!"), "file"), "a"), "stored");
}

// Sizes and offset of all ones stand for those in the extra field, in this order.
TEST(ZipArchive, ReadsZip64Sizes) {
  const std::string extra = little_endian<std::uint16_t>(9) + little_endian<std::uint16_t>(2) +
                            "ab" + little_endian<std::uint16_t>(1) +
                            little_endian<std::uint16_t>(24) + little_endian<std::uint64_t>(6) +
                            little_endian<std::uint64_t>(6) + little_endian<std::uint64_t>(0);
  const std::string archive = zip_of({{.name = "a",
                                       .data = "stored",
                                       .size = 0xFFFFFFFF,
                                       .packed_size = 0xFFFFFFFF,
                                       .header_offset = 0xFFFFFFFF,
                                       .extra = extra}});
  EXPECT_EQ(text_of(ZipArchive(exact_bytes(archive), "file"), "a"), "stored");
}

TEST(ZipArchive, FollowsTheZip64EndRecord) {
  std::string archive = zip_of({{.name = "a", .data = "stored"}});
  const std::size_t end = archive.size() - 22;
  const std::string size = archive.substr(end + 12, 4) + std::string(4, '\0');
  const std::string offset = archive.substr(end + 16, 4) + std::string(4, '\0');
  const std::string one = little_endian<std::uint64_t>(1);
  const std::string zip64 = "PK\x06\x06" + little_endian<std::uint64_t>(44) +
                            std::string(12, '\0') + one + one + size + offset + "PK\x06\x07" +
                            std::string(4, '\0') + little_endian<std::uint64_t>(end) +
                            little_endian<std::uint32_t>(1);
  archive = archive.substr(0, end) + zip64 + archive.substr(end);
  for (std::size_t i = archive.size() - 14; i < archive.size() - 2; ++i) archive[i] = '\xFF';
  EXPECT_EQ(text_of(ZipArchive(exact_bytes(archive), "file"), "a"), "stored");
}

TEST(ZipArchive, GivesDeflatedCheckpointsToTheLoader) {
  const std::string pickle =
      PickleBuilder().raw("}").text("w").tensor("0", 4, 0, {2, 2}, {2, 1}).raw("s").end();
  const float values[] = {1, 2, 3, 4};
  const StateDict weights =
      parse(zip_of({{.name = "x/data.pkl", .data = pickle, .deflated = true},
                    {.name = "x/data/0",
                     .data = {reinterpret_cast<const char*>(values), sizeof(values)},
                     .deflated = true}}));
  EXPECT_EQ(to_f32(*weights.find("w")), std::vector<float>({1, 2, 3, 4}));
}

}  // namespace
}  // namespace saa
