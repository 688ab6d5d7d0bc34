#include "checkpoint/format.h"

#include "unit/checkpoint/fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <saa/error.h>

namespace saa {
namespace {

using namespace std::string_literals;

CheckpointFormat detect(std::string_view text) {
  return detect_format(exact_bytes(text).bytes, "model.pth");
}

TEST(DetectFormat, KnowsTheThreeForms) {
  EXPECT_EQ(detect(file_text(fixture("nested.pth"))), CheckpointFormat::torch_zip);
  EXPECT_EQ(detect(file_text(fixture("nested.legacy.pth"))), CheckpointFormat::torch_legacy);
  EXPECT_EQ(detect(file_text(fixture("parameters.legacy.pth"))), CheckpointFormat::torch_legacy);
  EXPECT_EQ(detect(file_text(fixture("nested.safetensors"))), CheckpointFormat::safetensors);
  EXPECT_EQ(format_name(CheckpointFormat::torch_legacy), "torch legacy pickle");
}

struct Stranger {
  std::string start;
  std::string named;
};

class DetectFormatOf : public testing::TestWithParam<Stranger> {};

TEST_P(DetectFormatOf, NamesWhatTheFileIsInstead) {
  EXPECT_THAT([] { (void)detect(GetParam().start); },
              testing::ThrowsMessage<WeightsError>(
                  AllOf(testing::StartsWith("model.pth: "), testing::HasSubstr(GetParam().named))));
}

INSTANTIATE_TEST_SUITE_P(
    Strangers, DetectFormatOf,
    testing::Values(Stranger{"", "empty"}, Stranger{"\n <!DOCTYPE html><html>", "web page"},
                    Stranger{"<HTML lang=en>", "web page"},
                    Stranger{"version https://git-lfs.github.com/spec/v1\noid", "git lfs pull"},
                    Stranger{"\x1F\x8B\x08", "gzip"}, Stranger{"BZh9", "bzip2"},
                    Stranger{std::string(257, 'a') + "ustar\0"s, "tar archive"},
                    Stranger{"PK\x05\x06"s + std::string(18, '\0'), "empty zip"},
                    Stranger{"\x08\x07\x12\x07pytorch", "ONNX"}, Stranger{"\x89HDF\r\n", "HDF5"},
                    Stranger{"\x93NUMPY\x01", "NumPy"}, Stranger{"GGUF\x03", "GGUF"},
                    Stranger{"<?xml version='1.0'?>", "XML"},
                    Stranger{"\x80\x03}q\x00."s, "Python pickle"},
                    Stranger{std::string(600, '\0'), "zeros"}, Stranger{"hello", "neither"},
                    Stranger{"{\"a\": 1}", "neither"}, Stranger{"abcdefgh{", "neither"},
                    Stranger{"\x80", "neither"}, Stranger{"P", "neither"}));

}  // namespace
}  // namespace saa
