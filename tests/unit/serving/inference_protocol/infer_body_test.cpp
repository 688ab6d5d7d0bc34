#include "serving/inference_protocol/infer_body.h"

#include <cstring>
#include <gmock/gmock.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <saa/error.h>

namespace saa::serving {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::ThrowsMessage;

InferBody parse(const std::string& body) { return parse_infer_body(body, nullptr); }

InferBody parse_raw(const std::string& head, const std::string& raw) {
  const std::string length = std::to_string(head.size());
  return parse_infer_body(head + raw, &length);
}

/// A request with one input "image".
std::string with_input(const std::string& rest) {
  return R"({"inputs":[{"name":"image",)" + rest + "}]}";
}

std::string raw_input(const std::string& size) {
  return with_input(R"("datatype":"UINT8","shape":[3],"parameters":{"binary_data_size":)" + size +
                    "}");
}

void expect_refused(const std::string& body, const std::string& message) {
  EXPECT_THAT([&] { return parse(body); }, ThrowsMessage<Error>(HasSubstr(message))) << body;
}

TEST(InferBody, NumbersAreReadFromFlatAndNestedLists) {
  for (const char* data : {"[1,2,3,4,5,255]", "[[[1,2,3],[4,5,255]]]", "[[1,2],[3,4],[5,255]]"}) {
    const InferBody body =
        parse(with_input(R"("datatype":"UINT8","shape":[1,2,3],"data":)" + std::string(data)));
    ASSERT_THAT(body.request.inputs, SizeIs(1));
    EXPECT_THAT(body.request.inputs[0].shape, ElementsAre(1, 2, 3));
    EXPECT_EQ(body.request.inputs[0].data, "\1\2\3\4\5\xff");
  }
}

TEST(InferBody, ImagesAreBase64AndOtherTextsStandForThemselves) {
  const auto inputs = parse(R"({"inputs":[
      {"name":"image","datatype":"BYTES","shape":[1],"data":["Zm9v"]},
      {"name":"prompts","datatype":"BYTES","shape":[1],"data":["Zm9v"]},
      {"name":"prompts","datatype":"BYTES","shape":[1],"data":["Zm9v"],
       "parameters":{"content_type":"base64"}}]})")
                          .request.inputs;
  EXPECT_THAT(unpack_bytes(inputs.at(0)), ElementsAre("foo"));
  EXPECT_THAT(unpack_bytes(inputs.at(1)), ElementsAre("Zm9v"));
  EXPECT_THAT(unpack_bytes(inputs.at(2)), ElementsAre("foo"));
}

TEST(InferBody, ElementsThatAreNotOfTheDatatypeAreRefusedByTheirPlace) {
  for (const char* wrong : {"256", "-1", "1.5", "true", "\"1\"", "null", "{}"}) {
    expect_refused(
        with_input(R"("datatype":"UINT8","shape":[2],"data":[1,)" + std::string(wrong) + "]"),
        "element 1 of data is not a whole number from 0 to 255");
  }
  expect_refused(with_input(R"("datatype":"BYTES","shape":[1],"data":[1])"), "is not a text");
  expect_refused(with_input(R"("datatype":"BYTES","shape":[1],"data":["Zg"])"), "is not base64");
  expect_refused(with_input(R"("datatype":"UINT8","shape":[1],"data":1)"), "data is not a list");
  expect_refused(with_input(R"("datatype":"FP32","shape":[1],"data":[1.0])"), "BYTES or UINT8");
}

TEST(InferBody, RawTensorsFollowTheJsonInTheOrderOfTheInputs) {
  const InferBody body = parse_raw(
      R"({"inputs":[
        {"name":"image","datatype":"UINT8","shape":[3],"parameters":{"binary_data_size":3}},
        {"name":"prompts","datatype":"BYTES","shape":[1],"data":["{}"]},
        {"name":"more","datatype":"UINT8","shape":[2],"parameters":{"binary_data_size":2}}]})",
      "abcde");
  EXPECT_EQ(body.request.inputs[0].data, "abc");
  EXPECT_EQ(body.request.inputs[2].data, "de");
}

TEST(InferBody, RawTensorsThatDoNotAddUpAreRefused) {
  EXPECT_NO_THROW(parse_raw(raw_input("3"), "abc"));
  EXPECT_THAT([] { return parse_raw(raw_input("4"), "abc"); },
              ThrowsMessage<InputError>(HasSubstr("3 bytes are left")));
  EXPECT_THAT([] { return parse_raw(raw_input("2"), "abc"); },
              ThrowsMessage<InputError>(HasSubstr("1 bytes behind the last tensor")));
  for (const char* size : {"-1", "18446744073709551615", "99999999999999999999", "\"3\"", "3.0"})
    EXPECT_THROW(parse_raw(raw_input(size), "abc"), InputError) << size;
}

TEST(InferBody, ALengthOfTheJsonThatCannotBeIsRefused) {
  const std::string body = raw_input("3") + "abc";
  for (const std::string& length : std::vector<std::string>{
           "", "x", "-1", "12x", " 12", std::to_string(body.size() + 1), "99999999999999999999"})
    EXPECT_THROW(static_cast<void>(parse_infer_body(body, &length)), InputError) << length;
  const std::string zero = "0";
  EXPECT_THROW(static_cast<void>(parse_infer_body(body, &zero)), InputError);
}

TEST(InferBody, AnythingButARequestOfTheProtocolIsRefused) {
  expect_refused("", "not JSON");
  expect_refused("{", "not JSON");
  expect_refused("\xff\xfe", "not JSON");
  expect_refused("[]", "not a JSON object");
  expect_refused("{}", "no \"inputs\"");
  expect_refused(R"({"inputs":{}})", "not a list of objects");
  expect_refused(R"({"inputs":[1]})", "not a list of objects");
  expect_refused(R"({"inputs":[{}]})", "\"name\" is not a text");
  expect_refused(R"({"inputs":[],"outputs":[{"name":1}]})", "\"name\" is not a text");
  expect_refused(R"({"inputs":[],"id":7})", "\"id\" is not a text");
  expect_refused(R"({"inputs":[],"parameters":[]})", "\"parameters\" is not an object");
  expect_refused(with_input(R"("datatype":"UINT8","shape":3,"data":[])"), "list of sizes");
  expect_refused(with_input(R"("datatype":"UINT8","shape":[1.5],"data":[])"), "list of sizes");
  expect_refused(with_input(R"("datatype":"UINT8","shape":[3])"), "needs either");
  expect_refused(with_input(R"("datatype":"INT4","shape":[3],"data":[])"), "datatype \"INT4\"");
}

TEST(InferBody, DeepNestingIsRefusedBeforeItIsFollowed) {
  expect_refused(
      with_input(R"("datatype":"UINT8","shape":[1],"data":)" + std::string(1'000'000, '[')),
      "nested deeper");
}

TEST(InferBody, WhatCannotBeDoneIsNotPassedOver) {
  expect_refused(with_input(R"("datatype":"UINT8","shape":[3],
      "parameters":{"shared_memory_region":"x","shared_memory_byte_size":3})"),
                 "shared_memory_");
  expect_refused(
      R"({"inputs":[],"outputs":[{"name":"regions","parameters":{"classification":2}}]})",
      "classification");
}

TEST(InferBody, TimeoutAndOtherParametersAreAccepted) {
  using std::chrono::microseconds;
  EXPECT_EQ(parse(R"({"inputs":[],"parameters":{"timeout":1500,"priority":1}})").request.timeout,
            microseconds(1500));
  EXPECT_EQ(parse(R"({"inputs":[],"parameters":{"timeout":0}})").request.timeout, std::nullopt);
  EXPECT_EQ(parse(R"({"inputs":[],"parameters":{"timeout":9223372036854775807}})").request.timeout,
            std::chrono::hours(24));
  expect_refused(R"({"inputs":[],"parameters":{"timeout":-1}})", "timeout");
  expect_refused(R"({"inputs":[],"parameters":{"timeout":"1"}})", "timeout");
}

InferResponse response() {
  InferResponse response;
  response.id = "my \"id\"";
  Tensor map{"anomaly_map", Datatype::fp32, {1, 1, 3}, std::string(12, '\0')};
  const float values[] = {0.1F, 2.5e-8F, std::numeric_limits<float>::quiet_NaN()};
  std::memcpy(map.data.data(), values, sizeof(values));
  Tensor regions{"regions", Datatype::bytes, {1}, ""};
  append_bytes(regions.data, "[\"\xff\"]");
  response.outputs = {
      map, {"pred_mask", Datatype::uint8, {1, 1, 3}, std::string("\0\1\xff", 3)}, regions};
  return response;
}

TEST(InferAnswer, IsJsonWithFlatListsUnlessAskedOtherwise) {
  const InferAnswer answer = write_infer_body(response(), InferBody{});
  EXPECT_EQ(answer.json_length, std::nullopt);
  const json read = json::parse(answer.body);
  EXPECT_EQ(read["model_name"], "saa");
  EXPECT_EQ(read["model_version"], "1");
  EXPECT_EQ(read["id"], "my \"id\"");
  const json& outputs = read["outputs"];
  EXPECT_EQ(outputs[0]["shape"], json({1, 1, 3}));
  EXPECT_EQ(outputs[0]["datatype"], "FP32");
  EXPECT_EQ(outputs[0]["data"][0].get<float>(), 0.1F);
  EXPECT_EQ(outputs[0]["data"][1].get<float>(), 2.5e-8F);
  EXPECT_TRUE(outputs[0]["data"][2].is_null());
  EXPECT_EQ(outputs[1]["data"], json({0, 1, 255}));
  EXPECT_EQ(outputs[2]["data"], json({"[\"\xEF\xBF\xBD\"]"}));
}

TEST(InferAnswer, WithoutAnIdHasNone) {
  EXPECT_THAT(write_infer_body({}, InferBody{}).body, testing::Not(HasSubstr("id\":")));
}

TEST(InferAnswer, HasRawTensorsBehindTheJsonForThoseAskedFor) {
  InferBody asked;
  asked.binary_output = true;
  asked.binary["pred_mask"] = false;
  const InferResponse given = response();
  const InferAnswer answer = write_infer_body(given, asked);
  ASSERT_TRUE(answer.json_length.has_value());
  const json read = json::parse(answer.body.substr(0, *answer.json_length));
  EXPECT_EQ(read["outputs"][0]["parameters"]["binary_data_size"], 12);
  EXPECT_FALSE(read["outputs"][0].contains("data"));
  EXPECT_EQ(read["outputs"][1]["data"], json({0, 1, 255}));
  EXPECT_EQ(answer.body.substr(*answer.json_length), given.outputs[0].data + given.outputs[2].data);
}

TEST(InferAnswer, FollowsWhatTheOutputsOfTheRequestSay) {
  const InferBody asked = parse(R"({"inputs":[],"outputs":[
      {"name":"regions","parameters":{"binary_data":true}},{"name":"pred_mask"}]})");
  EXPECT_THAT(asked.request.outputs, ElementsAre("regions", "pred_mask"));
  EXPECT_TRUE(asked.is_binary("regions"));
  EXPECT_FALSE(asked.is_binary("pred_mask"));
  EXPECT_TRUE(parse(R"({"inputs":[],"parameters":{"binary_data_output":true}})").is_binary("x"));
}

}  // namespace
}  // namespace saa::serving
