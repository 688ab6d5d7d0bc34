#include "checkpoint/safetensors.h"

#include "unit/checkpoint/fixture.h"
#include "unit/checkpoint/pickle_builder.h"
#include "unit/temporary_folder.h"

#include <algorithm>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <saa/error.h>

namespace saa {
namespace {

using testing::HasSubstr;

std::string file_of(const std::string& header, std::size_t data_size = 0) {
  return little_endian<std::uint64_t>(header.size()) + header + std::string(data_size, '\x01');
}

Safetensors read(const std::string& file) {
  LoadBudget budget("file", file.size());
  return read_safetensors(exact_bytes(file), "file", budget);
}

std::string error_of(const std::string& file) {
  try {
    (void)read(file);
  } catch (const WeightsError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Safetensors, ReadsMetadata) {
  EXPECT_EQ(read(file_text(fixture("nested.safetensors"))).metadata,
            (Metadata{{"case", "nested"}}));
}

TEST(Safetensors, WritesWhatItReads) {
  const test::TemporaryFolder folder;
  for (const char* const name : {"dtypes", "views", "network"}) {
    const Safetensors original = read(file_text(fixture(name + std::string(".safetensors"))));
    const auto file = folder / "copy.safetensors";
    write_safetensors(file, original.tensors, {{"made by", "saa"}, {"note", "grün"}});
    const Safetensors copy = read(file_text(file));
    EXPECT_EQ(copy.metadata, (Metadata{{"made by", "saa"}, {"note", "grün"}}));
    ASSERT_EQ(copy.tensors.size(), original.tensors.size());
    for (const auto& [key, tensor] : original.tensors) {
      const Tensor& other = copy.tensors.at(key);
      EXPECT_EQ(other.dtype, tensor.dtype) << key;
      EXPECT_EQ(other.shape, tensor.shape) << key;
      EXPECT_TRUE(std::ranges::equal(other.bytes, tensor.bytes)) << key;
    }
  }
}

TEST(Safetensors, WritesTensorsWhereTheyCanBeMapped) {
  const test::TemporaryFolder folder;
  const auto file = folder / "new" / "mapped.safetensors";
  write_safetensors(file, read(file_text(fixture("dtypes.safetensors"))).tensors);
  const SharedBytes mapped = map_checkpoint(file);
  std::uint64_t header = 0;
  std::memcpy(&header, mapped.bytes.data(), sizeof(header));
  EXPECT_EQ((sizeof(header) + header) % 64, 0u);
  LoadBudget budget("file", mapped.bytes.size());
  for (const auto& [key, tensor] : read_safetensors(mapped, "file", budget).tensors)
    if (!tensor.bytes.empty()) {
      EXPECT_GE(tensor.bytes.data(), mapped.bytes.data()) << key;
      EXPECT_LE(tensor.bytes.data(), mapped.bytes.data() + mapped.bytes.size()) << key;
    }
}

TEST(Safetensors, RefusesToWriteTheReservedName) {
  EXPECT_THROW(write_safetensors("unwritten.safetensors", {{"__metadata__", Tensor{}}}),
               WeightsError);
  EXPECT_FALSE(std::filesystem::exists("unwritten.safetensors"));
}

struct BadFile {
  std::string file;
  std::string named;
};

class SafetensorsReader : public testing::TestWithParam<BadFile> {};

TEST_P(SafetensorsReader, RefusesABadFileAndSaysWhy) {
  EXPECT_THAT(error_of(GetParam().file),
              AllOf(testing::StartsWith("file: "), HasSubstr(GetParam().named)));
}

const std::string kTensor = R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})";

INSTANTIATE_TEST_SUITE_P(
    BadFiles, SafetensorsReader,
    testing::Values(
        BadFile{"abc", "header length"},
        BadFile{little_endian<std::uint64_t>(UINT64_MAX) + "{}", "the format allows"},
        BadFile{little_endian<std::uint64_t>(100) + "{}", "2 are left"},
        BadFile{file_of("[]"), "no object"}, BadFile{file_of(""), "no object"},
        BadFile{file_of("{"), "malformed"}, BadFile{file_of("{} x"), "malformed"},
        BadFile{file_of("{\"\xFF\":1}"), "malformed"},
        BadFile{file_of(R"({"a":1})"), "number where none"},
        BadFile{file_of(R"({"a":null})"), "null"}, BadFile{file_of(R"({"a":true})"), "boolean"},
        BadFile{file_of(R"({"a":[]})"), "list where none"},
        BadFile{file_of(R"({"a":{}})"), "without dtype"},
        BadFile{file_of(R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0,4],"b":1}})", 4),
                "unknown field 'b'"},
        BadFile{file_of(R"({"a":{"dtype":"F32","dtype":"F32"}})", 4), "'dtype' twice"},
        BadFile{file_of(R"({"a":)" + kTensor + R"(,"a":)" + kTensor + "}", 4), "two entries"},
        BadFile{file_of(R"({"a":{"dtype":1}})"), "number where none"},
        BadFile{file_of(R"({"a":{"dtype":"F32","shape":[[1]]}})"), "list where none"},
        BadFile{file_of(R"({"a":{"dtype":"F32","shape":[{}]}})"), "object where"},
        BadFile{file_of(R"({"a":{"dtype":"F32","shape":[-1]}})"), "negative"},
        BadFile{file_of(R"({"a":{"dtype":"F32","shape":[1.5]}})"), "whole"},
        BadFile{file_of(R"({"a":{"dtype":"F32","shape":[18446744073709551615]}})"), "no tensor"},
        BadFile{file_of(R"({"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}})", 4),
                "tensor 'a': dtype 'F8_E4M3'"},
        BadFile{file_of(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}})", 4), "no range"},
        BadFile{file_of(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", 4),
                "no range"},
        BadFile{file_of(R"({"a":)" + kTensor + "}", 3), "no range within the 3 bytes"},
        BadFile{file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4),
                "shape [2] of F32 does not take the 4 bytes"},
        BadFile{
            file_of(R"({"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}})",
                    4),
            "does not take"},
        BadFile{file_of(R"({"a":)" + kTensor + "}", 8), "end at byte 4"},
        BadFile{file_of(R"({"a":)" + kTensor + R"(,"b":)" + kTensor + "}", 4), "overlap"},
        BadFile{file_of(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8), "gap"},
        BadFile{file_of(R"({"__metadata__":{"a":1}})"), "number where none"},
        BadFile{file_of(R"({"__metadata__":{"a":"b","a":"c"}})"), "two metadata"},
        BadFile{file_of(R"({"__metadata__":"a"})"), "text where none"},
        BadFile{file_of("{\"a\":" + std::string(100000, '[')), "list where none"}));

}  // namespace
}  // namespace saa
