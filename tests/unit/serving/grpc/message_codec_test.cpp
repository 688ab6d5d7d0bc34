#include "serving/grpc/message_codec.h"

#include <gmock/gmock.h>
#include <limits>
#include <saa/error.h>

namespace saa::serving {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// A request with one input "image" of that datatype and shape.
inference::ModelInferRequest request(const std::string& datatype,
                                     const std::vector<std::int64_t>& shape) {
  inference::ModelInferRequest message;
  auto& input = *message.add_inputs();
  input.set_name("image");
  input.set_datatype(datatype);
  for (const std::int64_t size : shape) input.add_shape(size);
  return message;
}

TEST(MessageCodec, ReadsRawContents) {
  auto message = request("UINT8", {1, 1, 3});
  message.set_id("a1");
  message.add_raw_input_contents("abc");
  message.add_outputs()->set_name("regions");
  EXPECT_TRUE(is_raw(message));
  const InferRequest read = read_request(message);
  EXPECT_EQ(read.id, "a1");
  EXPECT_EQ(read.inputs.at(0).data, "abc");
  EXPECT_THAT(read.inputs[0].shape, ElementsAre(1, 1, 3));
  EXPECT_THAT(read.outputs, ElementsAre("regions"));
}

TEST(MessageCodec, ReadsTypedContents) {
  auto numbers = request("UINT8", {3});
  for (const unsigned value : {0U, 7U, 255U})
    numbers.mutable_inputs(0)->mutable_contents()->add_uint_contents(value);
  EXPECT_FALSE(is_raw(numbers));
  EXPECT_EQ(read_request(numbers).inputs.at(0).data, std::string("\0\7\xff", 3));
  auto files = request("BYTES", {2});
  files.mutable_inputs(0)->mutable_contents()->add_bytes_contents("ab");
  files.mutable_inputs(0)->mutable_contents()->add_bytes_contents("");
  EXPECT_THAT(unpack_bytes(read_request(files).inputs.at(0)), ElementsAre("ab", ""));
}

TEST(MessageCodec, ContentsThatDoNotFitAreRefused) {
  auto more = request("UINT8", {3});
  more.add_raw_input_contents("abc");
  more.add_raw_input_contents("abc");
  EXPECT_THAT([&] { return read_request(more); },
              ThrowsMessage<InputError>(HasSubstr("2 entries for 1 inputs")));
  auto both = request("UINT8", {3});
  both.add_raw_input_contents("abc");
  both.mutable_inputs(0)->mutable_contents()->add_uint_contents(1);
  EXPECT_THAT([&] { return read_request(both); },
              ThrowsMessage<InputError>(HasSubstr("send one of the two")));
  auto large = request("UINT8", {1});
  large.mutable_inputs(0)->mutable_contents()->add_uint_contents(256);
  EXPECT_THROW(static_cast<void>(read_request(large)), InputError);
  EXPECT_THROW(static_cast<void>(read_request(request("FP64", {1}))), InputError);
}

TEST(MessageCodec, ContentsOfAnotherDatatypeCountAsNone) {
  auto message = request("UINT8", {1, 1, 3});
  message.mutable_inputs(0)->mutable_contents()->add_fp32_contents(1);
  const InferRequest read = read_request(message);
  EXPECT_THROW(check_data(read.inputs.at(0)), InputError);
}

TEST(MessageCodec, SharedMemoryAndClassificationAreRefused) {
  auto shared = request("UINT8", {3});
  (*shared.mutable_inputs(0)->mutable_parameters())["shared_memory_region"].set_string_param("x");
  EXPECT_THROW(static_cast<void>(read_request(shared)), UnsupportedError);
  inference::ModelInferRequest classes;
  auto& output = *classes.add_outputs();
  output.set_name("regions");
  (*output.mutable_parameters())["classification"].set_int64_param(1);
  EXPECT_THROW(static_cast<void>(read_request(classes)), UnsupportedError);
}

TEST(MessageCodec, TimeoutIsReadInEitherSignedness) {
  inference::ModelInferRequest message;
  auto& timeout = (*message.mutable_parameters())["timeout"];
  timeout.set_int64_param(1500);
  EXPECT_EQ(read_request(message).timeout, std::chrono::microseconds(1500));
  timeout.set_uint64_param(1500);
  EXPECT_EQ(read_request(message).timeout, std::chrono::microseconds(1500));
  timeout.set_uint64_param(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(read_request(message).timeout, std::chrono::hours(24));
  timeout.set_string_param("1500");
  EXPECT_THROW(static_cast<void>(read_request(message)), InputError);
}

TEST(MessageCodec, AnswersInTheFormAskedIn) {
  InferResponse response;
  response.id = "a1";
  response.outputs = {{"pred_score", Datatype::fp32, {1}, std::string("\0\0\x80\x3f", 4)},
                      {"pred_mask", Datatype::uint8, {1, 1, 2}, std::string("\0\1", 2)},
                      {"regions", Datatype::bytes, {1}, std::string("\2\0\0\0[]", 6)}};
  const auto raw = to_message(response, /*raw=*/true);
  EXPECT_EQ(raw.id(), "a1");
  EXPECT_EQ(raw.model_name(), "saa");
  EXPECT_EQ(raw.model_version(), "1");
  EXPECT_THAT(
      raw.raw_output_contents(),
      ElementsAre(response.outputs[0].data, response.outputs[1].data, response.outputs[2].data));
  EXPECT_FALSE(raw.outputs(0).has_contents());
  const auto typed = to_message(response, /*raw=*/false);
  EXPECT_EQ(typed.raw_output_contents_size(), 0);
  EXPECT_THAT(typed.outputs(0).contents().fp32_contents(), ElementsAre(1.0F));
  EXPECT_THAT(typed.outputs(1).contents().uint_contents(), ElementsAre(0, 1));
  EXPECT_THAT(typed.outputs(2).contents().bytes_contents(), ElementsAre("[]"));
  EXPECT_THAT(typed.outputs(1).shape(), ElementsAre(1, 1, 2));
}

}  // namespace
}  // namespace saa::serving
