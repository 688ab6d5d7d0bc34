#include "serving/grpc/server.h"

#include "serving/status.h"
#include "unit/serving/fake_runner.h"

#include <atomic>
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <mutex>
#include <open_inference_protocol.grpc.pb.h>
#include <thread>

namespace saa::serving {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;
using testing::HasSubstr;

class GrpcServerTest : public testing::Test {
 protected:
  void start(GrpcOptions options = {}) {
    server = std::make_unique<GrpcServer>(runner, options);
    channel = grpc::CreateChannel("127.0.0.1:" + std::to_string(server->port()),
                                  grpc::InsecureChannelCredentials());
    stub = inference::GRPCInferenceService::NewStub(channel);
  }

  static inference::ModelInferRequest picture() {
    inference::ModelInferRequest request;
    request.set_model_name("saa");
    request.set_id("a1");
    auto& input = *request.add_inputs();
    input.set_name("image");
    input.set_datatype("UINT8");
    for (const int size : {1, 2, 3}) input.add_shape(size);
    request.add_raw_input_contents("abcdef");
    return request;
  }

  grpc::Status infer(const inference::ModelInferRequest& request,
                     milliseconds patience = milliseconds(20'000)) {
    grpc::ClientContext context;
    context.set_deadline(system_clock::now() + patience);
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
    return stub->ModelInfer(&context, request, &response);
  }

  FakeRunner runner;
  std::unique_ptr<GrpcServer> server;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<inference::GRPCInferenceService::Stub> stub;
  std::string token;
  inference::ModelInferResponse response;
};

/// Waits in run() until nobody waits for the answer, and says so.
struct WaitsForTheClient {
  std::atomic<bool>& left;
  void operator()(const InferCall& call) const {
    for (int i = 0; i < 2000 && !call.client_left(); ++i)
      std::this_thread::sleep_for(milliseconds(5));
    left = call.client_left();
    throw CancelledError("the client left");
  }
};

TEST_F(GrpcServerTest, AnswersAnInference) {
  start();
  const grpc::Status status = infer(picture());
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.id(), "a1");
  EXPECT_EQ(response.outputs_size(), 4);
  EXPECT_EQ(response.raw_output_contents_size(), 4);
  EXPECT_EQ(response.raw_output_contents(0).size(), 2 * sizeof(float));
}

TEST_F(GrpcServerTest, WhatIsWrongHasItsCode) {
  start();
  auto request = picture();
  request.set_model_name("resnet");
  EXPECT_EQ(infer(request).error_code(), grpc::StatusCode::NOT_FOUND);
  request = picture();
  request.mutable_inputs(0)->set_shape(0, -1);
  EXPECT_EQ(infer(request).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request = picture();
  request.add_outputs()->set_name("anomalies");
  EXPECT_EQ(infer(request).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request = picture();
  (*request.mutable_inputs(0)->mutable_parameters())["shared_memory_region"].set_string_param("x");
  EXPECT_EQ(infer(request).error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(GrpcServerTest, WhatRunsTheModelDecidesTheCode) {
  start();
  runner.on_run = [](const InferCall&) { throw QueueFull("full"); };
  EXPECT_EQ(infer(picture()).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  runner.on_run = [](const InferCall&) { throw ShuttingDown("bye"); };
  EXPECT_EQ(infer(picture()).error_code(), grpc::StatusCode::UNAVAILABLE);
  runner.on_run = [](const InferCall&) { throw DeadlineExceeded("late"); };
  EXPECT_EQ(infer(picture()).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  runner.on_run = [](const InferCall&) { throw IoError("/secret is full"); };
  const grpc::Status inside = infer(picture());
  EXPECT_EQ(inside.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(inside.error_message(), testing::Not(HasSubstr("secret")));
}

TEST_F(GrpcServerTest, HandsOnTheClientsDeadlineAndThatItPassed) {
  start();
  std::atomic<bool> left = false;
  std::atomic<bool> in_time = false;
  runner.on_run = [&](const InferCall& call) {
    in_time = call.deadline.has_value() &&
              *call.deadline <= std::chrono::steady_clock::now() + milliseconds(1000);
    WaitsForTheClient{left}(call);
  };
  EXPECT_EQ(infer(picture(), milliseconds(200)).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  server->stop(system_clock::now() + std::chrono::seconds(10));
  EXPECT_TRUE(left);
  EXPECT_TRUE(in_time);
}

TEST_F(GrpcServerTest, StopsWorkingForAClientThatCancels) {
  start();
  std::atomic<bool> left = false;
  std::atomic<bool> begun = false;
  runner.on_run = [&](const InferCall& call) {
    begun = true;
    WaitsForTheClient{left}(call);
  };
  grpc::ClientContext context;
  std::thread canceller([&] {
    while (!begun) std::this_thread::sleep_for(milliseconds(1));
    context.TryCancel();
  });
  EXPECT_EQ(stub->ModelInfer(&context, picture(), &response).error_code(),
            grpc::StatusCode::CANCELLED);
  canceller.join();
  server->stop(system_clock::now() + std::chrono::seconds(10));
  EXPECT_TRUE(left);
}

TEST_F(GrpcServerTest, MessagesAboveTheLimitAreRefused) {
  start({.max_bytes = 1000});
  auto request = picture();
  request.set_raw_input_contents(0, std::string(2000, 'x'));
  EXPECT_EQ(infer(request).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(infer(picture()).ok());
}

TEST_F(GrpcServerTest, AsksForTheTokenExceptForHealth) {
  start({.token = "secret"});
  EXPECT_EQ(infer(picture()).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  token = "wrong";
  EXPECT_EQ(infer(picture()).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  token = "secret";
  EXPECT_TRUE(infer(picture()).ok());
  grpc::ClientContext live;
  inference::ServerLiveResponse is_live;
  EXPECT_TRUE(stub->ServerLive(&live, {}, &is_live).ok());
  EXPECT_TRUE(is_live.live());
  grpc::ClientContext metadata;
  inference::ServerMetadataResponse about;
  EXPECT_EQ(stub->ServerMetadata(&metadata, {}, &about).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(GrpcServerTest, TellsOfEachCall) {
  std::vector<std::string> calls;
  std::mutex mutex;
  start({.answered = [&](const GrpcExchange& call) {
    const std::scoped_lock lock(mutex);
    calls.push_back(std::string(call.method) + " " + call.code);
    EXPECT_GE(call.seconds, 0);
  }});
  EXPECT_TRUE(infer(picture()).ok());
  EXPECT_FALSE(infer({}).ok());
  const std::scoped_lock lock(mutex);
  EXPECT_THAT(calls, testing::ElementsAre("ModelInfer OK", "ModelInfer NOT_FOUND"));
}

TEST_F(GrpcServerTest, ReadinessIsTheModels) {
  runner.is_ready = false;
  start();
  grpc::ClientContext context;
  inference::ServerReadyResponse server_ready;
  EXPECT_TRUE(stub->ServerReady(&context, {}, &server_ready).ok());
  EXPECT_FALSE(server_ready.ready());
  runner.is_ready = true;
  grpc::ClientContext again;
  inference::ModelReadyResponse model_ready;
  inference::ModelReadyRequest model;
  model.set_name("saa");
  EXPECT_TRUE(stub->ModelReady(&again, model, &model_ready).ok());
  EXPECT_TRUE(model_ready.ready());
}

TEST_F(GrpcServerTest, APortThatIsTakenIsAnError) {
  start();
  EXPECT_THROW(GrpcServer(runner, {.port = server->port()}), IoError);
  EXPECT_THROW(GrpcServer(runner, {.host = "not an address"}), IoError);
}

}  // namespace
}  // namespace saa::serving
