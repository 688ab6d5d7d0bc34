// Archives that lie: about sizes, offsets, names, methods.
#include "checkpoint/load.h"
#include "unit/checkpoint/fixture.h"
#include "unit/checkpoint/zip_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <saa/error.h>

namespace saa {
namespace {

using testing::HasSubstr;

std::string error_of(const std::string& file) {
  try {
    (void)parse(file);
  } catch (const WeightsError& error) {
    return error.what();
  }
  return "no error";
}

/// A checkpoint of one tensor of four bytes, whose storage is described by `storage`.
std::string archive_with(ZipSpec storage) {
  const std::string pickle =
      PickleBuilder().raw("}").text("w").tensor("0", 1, 0, {1}, {1}).raw("s").end();
  storage.name = "x/data/0";
  storage.data = "\1\2\3\4";
  return zip_of({{.name = "x/data.pkl", .data = pickle}, storage});
}

std::string zip64_extra(std::uint64_t size, std::uint64_t packed, std::uint64_t offset) {
  return little_endian<std::uint16_t>(1) + little_endian<std::uint16_t>(24) + little_endian(size) +
         little_endian(packed) + little_endian(offset);
}

TEST(HostileZip, IsWhatTheOthersAreVariantsOf) {
  EXPECT_EQ(error_of(archive_with({})), "no error");
}

TEST(HostileZip, SizesThatLieAreErrors) {
  EXPECT_THAT(error_of(archive_with({.size = 4000, .packed_size = 4000})),
              HasSubstr("has 4000 bytes"));
  EXPECT_THAT(error_of(archive_with({.packed_size = 4000})), HasSubstr("runs into"));
  EXPECT_THAT(error_of(archive_with({.size = 8})), HasSubstr("has 8 bytes"));
  EXPECT_THAT(error_of(archive_with({.packed_size = 0})), HasSubstr("states 4 bytes and 0 packed"));
  EXPECT_THAT(error_of(archive_with({.deflated = true, .size = 400})), HasSubstr("400 bytes"));
  EXPECT_THAT(error_of(archive_with({.deflated = true, .packed_size = 2})), HasSubstr("inflate"));
}

TEST(HostileZip, OffsetsThatLieAreErrors) {
  EXPECT_THAT(error_of(archive_with({.header_offset = 0})), HasSubstr("runs into what follows"));
  EXPECT_THAT(error_of(archive_with({.header_offset = 1})), HasSubstr("runs into what follows"));
  EXPECT_THAT(error_of(archive_with({.header_offset = 0xFFFFFFF0})), HasSubstr("beyond the end"));
}

TEST(HostileZip, HeadersThatLieAreErrors) {
  const std::string archive = archive_with({});
  const std::size_t header = archive.find("PK\x03\x04", 1);
  std::string renamed = archive;
  renamed[archive.find("x/data/0")] = 'y';
  EXPECT_THAT(error_of(renamed), HasSubstr("another name"));
  std::string unsigned_header = archive;
  unsigned_header[header] = 'Q';
  EXPECT_THAT(error_of(unsigned_header), HasSubstr("no header where"));
  std::string padded = archive;
  padded[header + 28] = '\x05';
  EXPECT_THAT(error_of(padded), HasSubstr("runs into what follows"));
}

TEST(HostileZip, Zip64ValuesThatLieAreErrors) {
  const auto lying = [](std::uint64_t size, std::uint64_t packed, std::uint64_t offset) {
    return error_of(archive_with({.size = 0xFFFFFFFF,
                                  .packed_size = 0xFFFFFFFF,
                                  .header_offset = 0xFFFFFFFF,
                                  .extra = zip64_extra(size, packed, offset)}));
  };
  EXPECT_THAT(lying(4, 4, UINT64_MAX), HasSubstr("beyond the end"));
  EXPECT_THAT(lying(4, 4, UINT64_MAX - 3), HasSubstr("beyond the end"));
  EXPECT_THAT(lying(UINT64_MAX, UINT64_MAX, 0), testing::Not("no error"));
  EXPECT_THAT(error_of(archive_with({.size = 0xFFFFFFFF})), HasSubstr("lacks the zip64 sizes"));
  EXPECT_THAT(error_of(archive_with({.size = 0xFFFFFFFF, .extra = std::string("\1\0\x10\0\1", 5)})),
              HasSubstr("left"));
}

TEST(HostileZip, OverlappingEntriesAreAnError) {
  // The pickle's bytes hold a whole second entry, which the directory lists as a storage.
  const std::string inner = zip_of({{.name = "x/data/0", .data = "\1\2\3\4"}});
  const std::string pickle = PickleBuilder()
                                 .raw("}")
                                 .text("w")
                                 .tensor("0", 1, 0, {1}, {1})
                                 .raw("s")
                                 .text(inner)
                                 .raw("0")
                                 .end();
  const std::size_t offset = 30 + 10 + pickle.find("PK\x03\x04");
  const std::string archive =
      zip_of({{.name = "x/data.pkl", .data = pickle},
              {.name = "x/data/0", .data = "\1\2\3\4", .header_offset = offset}});
  EXPECT_THAT(error_of(archive), HasSubstr("runs into what follows"));
}

TEST(HostileZip, DoubledNamesAreAnError) {
  EXPECT_THAT(error_of(zip_of({{.name = "a", .data = "1"}, {.name = "a", .data = "2"}})),
              HasSubstr("two entries are named 'a'"));
  EXPECT_THAT(
      error_of(zip_of({{.name = "a/data.pkl", .data = "1"}, {.name = "b/data.pkl", .data = "2"}})),
      HasSubstr("two data.pkl"));
}

TEST(HostileZip, ADeflateBombIsNotInflated) {
  const std::string zeros(std::size_t{80} << 20, '\0');
  const std::string bomb = zip_of({{.name = "x/data.pkl", .data = zeros, .deflated = true}});
  EXPECT_LT(bomb.size(), std::size_t{1} << 20);
  EXPECT_THAT(error_of(bomb), HasSubstr("unpacks to far more"));
  const std::string liar = zip_of(
      {{.name = "x/data.pkl", .data = zeros.substr(0, 5000), .deflated = true, .size = 1000}});
  EXPECT_THAT(error_of(liar), HasSubstr("inflate to the 1000 bytes"));
}

TEST(HostileZip, EncryptedAndUnknownMethodsAreNamed) {
  EXPECT_THAT(error_of(archive_with({.flags = 1})), HasSubstr("encrypted"));
  EXPECT_THAT(error_of(archive_with({.method = 12})), HasSubstr("method 12"));
}

TEST(HostileZip, AWrongChecksumOfThePickleIsAnError) {
  EXPECT_THAT(error_of(zip_of({{.name = "x/data.pkl", .data = "\x80\x02}.", .crc32 = 5}})),
              HasSubstr("checksum"));
  EXPECT_THAT(error_of(zip_of({{.name = "x/data.pkl", .data = "\x80\x02}.", .crc32 = 0}})),
              HasSubstr("holds no tensors"));
}

TEST(HostileZip, OtherArchivesAreNamed) {
  EXPECT_THAT(error_of(zip_of({{.name = "word/document.xml", .data = "<w/>"}})),
              HasSubstr("without data.pkl"));
  const auto with = [](const char* leaf, const char* text) {
    return error_of(zip_of({{.name = "m/data.pkl", .data = "\x80\x02}."},
                            {.name = std::string("m/") + leaf, .data = text}}));
  };
  EXPECT_THAT(with("byteorder", "big"), HasSubstr("byte order 'big'"));
  EXPECT_THAT(with("version", "11\n"), HasSubstr("archive version '11"));
  EXPECT_THAT(with("version", "a"), HasSubstr("archive version"));
  EXPECT_THAT(with("version", std::string(100, '1').c_str()), HasSubstr("expected one word"));
}

TEST(HostileZip, ADirectoryThatLiesIsAnError) {
  const std::string archive = archive_with({});
  const auto changed = [&](std::size_t from_end, const std::string& bytes) {
    std::string copy = archive;
    copy.replace(copy.size() - from_end, bytes.size(), bytes);
    return error_of(copy);
  };
  EXPECT_THAT(changed(12, "\x60"), HasSubstr("96 entries in 110 bytes"));
  EXPECT_THAT(changed(12, "\x01"), HasSubstr("does not count"));
  EXPECT_THAT(changed(10, "\xFF\xFF\xFF\x7F"), HasSubstr("do not fit"));
  EXPECT_THAT(changed(6, "\xFF\xFF\xFF\x7F"), HasSubstr("do not fit"));
  EXPECT_THAT(changed(6, "\xFF\xFF\xFF\xFF"), HasSubstr("zip64 locator"));
  EXPECT_THAT(changed(18, "\1"), HasSubstr("several disks"));
  EXPECT_THAT(changed(22, "PJ"), HasSubstr("no end record"));
}

}  // namespace
}  // namespace saa
