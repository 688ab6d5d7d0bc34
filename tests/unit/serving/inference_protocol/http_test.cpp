#include "serving/inference_protocol/http.h"

#include "serving/status.h"
#include "unit/serving/fake_runner.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace saa::serving {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsNull;
using testing::Pointee;

constexpr std::string_view kPicture =
    R"({"id":"a1","inputs":[{"name":"image","datatype":"UINT8","shape":[1,2,3],"data":[1,2,3,4,5,6]}],
        "outputs":[{"name":"pred_score"}]})";

class InferenceProtocol : public testing::Test {
 protected:
  HttpResponse send(std::string method, std::string path, std::string_view body = {},
                    HttpHeaders headers = {}) {
    HttpRequest request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.headers = std::move(headers);
    request.body = body;
    request.request_id = "r7";
    request.client_left = client_left;
    return http.handle(request);
  }

  json get(const std::string& path, int status = 200) {
    const HttpResponse response = send("GET", path);
    EXPECT_EQ(response.status, status) << path;
    EXPECT_EQ(response.content_type, "application/json");
    return json::parse(response.body);
  }

  FakeRunner runner;
  InferenceProtocolHttp http{runner};
  std::function<bool()> client_left;
};

TEST_F(InferenceProtocol, TellsOfServerAndModel) {
  EXPECT_EQ(get("/v2")["name"], "saa");
  EXPECT_EQ(get("/v2/")["extensions"], json({"binary_tensor_data"}));
  EXPECT_EQ(get("/v2/health/live")["live"], true);
  EXPECT_EQ(get("/v2/health/ready")["ready"], true);
  EXPECT_EQ(get("/v2/models/saa/ready"), json({{"name", "saa"}, {"ready", true}}));
  EXPECT_EQ(get("/v2/models/saa/versions/1/ready")["ready"], true);
  const json model = get("/v2/models/saa/versions/1");
  EXPECT_EQ(model, get("/v2/models/saa"));
  EXPECT_EQ(model["versions"], json({"1"}));
  EXPECT_EQ(model["inputs"][0], json({{"name", "image"}, {"datatype", "BYTES"}, {"shape", {-1}}}));
  EXPECT_EQ(model["outputs"].size(), 4);
}

TEST_F(InferenceProtocol, IsLiveButNotReadyBeforeTheNetworksAre) {
  runner.is_ready = false;
  EXPECT_EQ(get("/v2/health/live")["live"], true);
  EXPECT_EQ(get("/v2/health/ready", 503)["ready"], false);
  EXPECT_EQ(get("/v2/models/saa/ready", 503)["ready"], false);
}

TEST_F(InferenceProtocol, OtherModelsVersionsAndPathsAreNotFound) {
  for (const char* path :
       {"/v2/models", "/v2/models/x", "/v2/models/saa/versions/2", "/v2/models/saa/versions",
        "/v2/models/saa/load", "/v2/health", "/v2/models/x/infer", "/v2/models/saa/infer/more",
        "/v2/models/saa/versions/1/ready/x", "/v3", "/", ""}) {
    const json error = get(path, 404);
    EXPECT_EQ(error["status"], 404);
    EXPECT_EQ(error["request_id"], "r7");
    EXPECT_TRUE(error["error"].is_string());
  }
}

TEST_F(InferenceProtocol, OtherMethodsAreRefusedWithTheOnesAllowed) {
  const HttpResponse post = send("POST", "/v2/models/saa", "{}");
  EXPECT_EQ(post.status, 405);
  EXPECT_THAT(find_header(post.headers, "Allow"), Pointee(std::string("GET")));
  const HttpResponse get = send("GET", "/v2/models/saa/infer");
  EXPECT_EQ(get.status, 405);
  EXPECT_THAT(find_header(get.headers, "Allow"), Pointee(std::string("POST")));
}

TEST_F(InferenceProtocol, InfersWithTheRequestsIdAndOutputs) {
  const HttpResponse response = send("POST", "/v2/models/saa/infer", kPicture);
  ASSERT_EQ(response.status, 200) << response.body;
  const json answer = json::parse(response.body);
  EXPECT_EQ(answer["id"], "a1");
  ASSERT_EQ(answer["outputs"].size(), 1);
  EXPECT_EQ(answer["outputs"][0]["name"], "pred_score");
  EXPECT_EQ(answer["outputs"][0]["data"][0].get<float>(), 0.01F);
  EXPECT_THAT(find_header(response.headers, "Inference-Header-Content-Length"), IsNull());
}

TEST_F(InferenceProtocol, SaysWhereRawTensorsBegin) {
  const std::string head = R"({"inputs":[{"name":"image","datatype":"UINT8","shape":[1,1,3],
      "parameters":{"binary_data_size":3}}],"parameters":{"binary_data_output":true},
      "outputs":[{"name":"pred_mask"}]})";
  const HttpResponse response =
      send("POST", "/v2/models/saa/versions/1/infer", head + "abc",
           {{"inference-header-content-length", std::to_string(head.size())}});
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.content_type, "application/octet-stream");
  const std::string* length = find_header(response.headers, "Inference-Header-Content-Length");
  ASSERT_NE(length, nullptr);
  EXPECT_EQ(response.body.substr(std::stoul(*length)), "\1");
}

TEST_F(InferenceProtocol, CompressedBodiesAreRefused) {
  for (const char* encoding : {"gzip", "deflate", "br"}) {
    EXPECT_EQ(
        send("POST", "/v2/models/saa/infer", kPicture, {{"Content-Encoding", encoding}}).status,
        415);
  }
  EXPECT_EQ(
      send("POST", "/v2/models/saa/infer", kPicture, {{"Content-Encoding", "identity"}}).status,
      200);
}

TEST_F(InferenceProtocol, UnknownOutputsAreRefusedBeforeAnythingRuns) {
  runner.on_run = [](const InferCall&) { FAIL(); };
  const HttpResponse response =
      send("POST", "/v2/models/saa/infer", R"({"inputs":[],"outputs":[{"name":"anomalymap"}]})");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("did you mean anomaly_map?"));
}

TEST_F(InferenceProtocol, WhatRunsTheModelDecidesTheStatus) {
  runner.on_run = [](const InferCall&) {
    throw QueueFull("the queue is full", std::chrono::seconds(3));
  };
  const HttpResponse full = send("POST", "/v2/models/saa/infer", kPicture);
  EXPECT_EQ(full.status, 429);
  EXPECT_THAT(find_header(full.headers, "Retry-After"), Pointee(std::string("3")));
  runner.on_run = [](const InferCall&) { throw DeadlineExceeded("too late"); };
  EXPECT_EQ(send("POST", "/v2/models/saa/infer", kPicture).status, 504);
  runner.on_run = [](const InferCall&) { throw ShuttingDown("bye"); };
  EXPECT_EQ(send("POST", "/v2/models/saa/infer", kPicture).status, 503);
}

TEST_F(InferenceProtocol, WhatFailsInsideIsNotToldOutside) {
  runner.on_run = [](const InferCall&) { throw WeightsError("/secret/file.pth is damaged"); };
  const HttpResponse response = send("POST", "/v2/models/saa/infer", kPicture);
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, testing::Not(HasSubstr("secret")));
}

TEST_F(InferenceProtocol, HandsOnTheTimeoutAndWhetherTheClientLeft) {
  bool asked = false;
  runner.on_run = [&](const InferCall& call) {
    asked = true;
    ASSERT_TRUE(call.deadline.has_value());
    EXPECT_LE(*call.deadline, std::chrono::steady_clock::now() + std::chrono::milliseconds(5));
    EXPECT_TRUE(call.client_left());
  };
  const std::string body = R"({"parameters":{"timeout":5000},)" + std::string(kPicture.substr(1));
  client_left = [] { return true; };
  const HttpResponse response = send("POST", "/v2/models/saa/infer", body);
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(asked);
}

}  // namespace
}  // namespace saa::serving
