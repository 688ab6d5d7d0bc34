#include "serving/grpc/service.h"

#include "serving/bearer_token.h"
#include "serving/grpc/message_codec.h"
#include "serving/status.h"

#include <functional>
#include <grpcpp/server_context.h>
#include <spdlog/spdlog.h>

namespace saa::serving {
namespace {

grpc::StatusCode code_of(Status status) {
  switch (status) {
    case Status::bad_request:
      return grpc::StatusCode::INVALID_ARGUMENT;
    case Status::unauthenticated:
      return grpc::StatusCode::UNAUTHENTICATED;
    case Status::not_found:
      return grpc::StatusCode::NOT_FOUND;
    case Status::unsupported:
      return grpc::StatusCode::UNIMPLEMENTED;
    case Status::queue_full:
      return grpc::StatusCode::RESOURCE_EXHAUSTED;
    case Status::cancelled:
      return grpc::StatusCode::CANCELLED;
    case Status::deadline_exceeded:
      return grpc::StatusCode::DEADLINE_EXCEEDED;
    case Status::unavailable:
      return grpc::StatusCode::UNAVAILABLE;
    case Status::internal:
      break;
  }
  return grpc::StatusCode::INTERNAL;
}

/// Runs one call; whatever it throws becomes its status.
grpc::Status answer(const char* call, const std::function<void()>& work) {
  try {
    work();
    return grpc::Status::OK;
  } catch (const std::exception& error) {
    const Status status = status_of(error);
    if (status != Status::internal) return {code_of(status), error.what()};
    spdlog::error("{}: {}", call, error.what());  // it may name files of this machine
    return {grpc::StatusCode::INTERNAL, "the server failed; its log says why"};
  }
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

void InferenceService::check_token(const grpc::ServerContext& context) const {
  if (token_.empty() || bears_token(metadata(context, "authorization"), token_)) return;
  throw Unauthenticated("the token is missing or wrong; send it as authorization: Bearer TOKEN");
}

grpc::Status InferenceService::ServerLive(grpc::ServerContext* /*context*/,
                                          const inference::ServerLiveRequest* /*request*/,
                                          inference::ServerLiveResponse* response) {
  response->set_live(true);
  return grpc::Status::OK;
}

grpc::Status InferenceService::ServerReady(grpc::ServerContext* /*context*/,
                                           const inference::ServerReadyRequest* /*request*/,
                                           inference::ServerReadyResponse* response) {
  response->set_ready(runner_.ready());
  return grpc::Status::OK;
}

grpc::Status InferenceService::ModelReady(grpc::ServerContext* context,
                                          const inference::ModelReadyRequest* request,
                                          inference::ModelReadyResponse* response) {
  return answer("ModelReady", [&] {
    check_token(*context);
    check_model(request->name(), request->version());
    response->set_ready(runner_.ready());
  });
}

grpc::Status InferenceService::ServerMetadata(grpc::ServerContext* context,
                                              const inference::ServerMetadataRequest* /*request*/,
                                              inference::ServerMetadataResponse* response) {
  return answer("ServerMetadata", [&] {
    check_token(*context);
    *response = server_metadata();
  });
}

grpc::Status InferenceService::ModelMetadata(grpc::ServerContext* context,
                                             const inference::ModelMetadataRequest* request,
                                             inference::ModelMetadataResponse* response) {
  return answer("ModelMetadata", [&] {
    check_token(*context);
    check_model(request->name(), request->version());
    *response = model_metadata();
  });
}

grpc::Status InferenceService::ModelInfer(grpc::ServerContext* context,
                                          const inference::ModelInferRequest* request,
                                          inference::ModelInferResponse* response) {
  return answer("ModelInfer", [&] {
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
