#include "serving/grpc/service.h"

#include "serving/bearer_token.h"
#include "serving/grpc/message_codec.h"
#include "serving/status.h"

#include <functional>
#include <grpcpp/server_context.h>
#include <spdlog/spdlog.h>

namespace saa::serving {
namespace {

/// A status as gRPC calls it.
struct Code {
  grpc::StatusCode code;
  const char* name;
};

constexpr Code kOk = {grpc::StatusCode::OK, "OK"};

Code code_of(Status status) {
  switch (status) {
    case Status::bad_request:
      return {grpc::StatusCode::INVALID_ARGUMENT, "INVALID_ARGUMENT"};
    case Status::unauthenticated:
      return {grpc::StatusCode::UNAUTHENTICATED, "UNAUTHENTICATED"};
    case Status::not_found:
      return {grpc::StatusCode::NOT_FOUND, "NOT_FOUND"};
    case Status::unsupported:
      return {grpc::StatusCode::UNIMPLEMENTED, "UNIMPLEMENTED"};
    case Status::queue_full:
      return {grpc::StatusCode::RESOURCE_EXHAUSTED, "RESOURCE_EXHAUSTED"};
    case Status::cancelled:
      return {grpc::StatusCode::CANCELLED, "CANCELLED"};
    case Status::deadline_exceeded:
      return {grpc::StatusCode::DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED"};
    case Status::unavailable:
      return {grpc::StatusCode::UNAVAILABLE, "UNAVAILABLE"};
    case Status::internal:
      break;
  }
  return {grpc::StatusCode::INTERNAL, "INTERNAL"};
}

/// What a client may read; what failed inside may name files of this machine.
std::string message_of(const std::exception& error, const char* method) {
  if (status_of(error) != Status::internal) return error.what();
  spdlog::error("{}: {}", method, error.what());
  return "the server failed; its log says why";
}

std::string metadata(const grpc::ServerContext& context, const char* key) {
  const auto& all = context.client_metadata();
  const auto at = all.find(key);
  return at == all.end() ? "" : std::string(at->second.data(), at->second.size());
}

std::optional<std::chrono::steady_clock::time_point> deadline_of(
    const grpc::ServerContext& context) {
  constexpr std::chrono::hours kLongest(24);  // beyond it a client means: none
  const auto left = context.deadline() - std::chrono::system_clock::now();
  if (left > kLongest) return std::nullopt;
  return std::chrono::steady_clock::now() + left;
}

}  // namespace

grpc::Status InferenceService::answer(const char* method, const grpc::ServerContext& context,
                                      const std::function<void()>& work) const {
  const auto start = std::chrono::steady_clock::now();
  Code code = kOk;
  std::string message;
  try {
    work();
  } catch (const std::exception& error) {
    code = code_of(status_of(error));
    message = message_of(error, method);
  }
  if (answered_) {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    answered_({method, code.name, metadata(context, "x-request-id"), seconds.count()});
  }
  return {code.code, message};
}

void InferenceService::check_token(const grpc::ServerContext& context) const {
  if (token_.empty() || bears_token(metadata(context, "authorization"), token_)) return;
  throw Unauthenticated("the token is missing or wrong; send it as authorization: Bearer TOKEN");
}

grpc::Status InferenceService::ServerLive(grpc::ServerContext* context,
                                          const inference::ServerLiveRequest* /*request*/,
                                          inference::ServerLiveResponse* response) {
  return answer("ServerLive", *context, [&] { response->set_live(true); });
}

grpc::Status InferenceService::ServerReady(grpc::ServerContext* context,
                                           const inference::ServerReadyRequest* /*request*/,
                                           inference::ServerReadyResponse* response) {
  return answer("ServerReady", *context, [&] { response->set_ready(runner_.ready()); });
}

grpc::Status InferenceService::ModelReady(grpc::ServerContext* context,
                                          const inference::ModelReadyRequest* request,
                                          inference::ModelReadyResponse* response) {
  return answer("ModelReady", *context, [&] {
    check_token(*context);
    check_model(request->name(), request->version());
    response->set_ready(runner_.ready());
  });
}

grpc::Status InferenceService::ServerMetadata(grpc::ServerContext* context,
                                              const inference::ServerMetadataRequest* /*request*/,
                                              inference::ServerMetadataResponse* response) {
  return answer("ServerMetadata", *context, [&] {
    check_token(*context);
    *response = server_metadata();
  });
}

grpc::Status InferenceService::ModelMetadata(grpc::ServerContext* context,
                                             const inference::ModelMetadataRequest* request,
                                             inference::ModelMetadataResponse* response) {
  return answer("ModelMetadata", *context, [&] {
    check_token(*context);
    check_model(request->name(), request->version());
    *response = model_metadata();
  });
}

grpc::Status InferenceService::ModelInfer(grpc::ServerContext* context,
                                          const inference::ModelInferRequest* request,
                                          inference::ModelInferResponse* response) {
  return answer("ModelInfer", *context, [&] {
    check_token(*context);
    check_model(request->model_name(), request->model_version());
    InferCall call{.request_id = metadata(*context, "x-request-id"),
                   .deadline = deadline_of(*context),
                   .client_left = [context] { return context->IsCancelled(); }};
    *response =
        to_message(infer(runner_, read_request(*request), std::move(call)), is_raw(*request));
  });
}

}  // namespace saa::serving
