// The service GRPCInferenceService.
#pragma once

#include "serving/grpc/server.h"
#include "serving/inference_protocol/inference.h"

#include <functional>
#include <open_inference_protocol.grpc.pb.h>
#include <string>

namespace saa::serving {

class InferenceService final : public inference::GRPCInferenceService::Service {
 public:
  using Answered = std::function<void(const GrpcExchange&)>;

  InferenceService(InferenceRunner& runner, std::string token, Answered answered)
      : runner_(runner), token_(std::move(token)), answered_(std::move(answered)) {}

  grpc::Status ServerLive(grpc::ServerContext* context, const inference::ServerLiveRequest* request,
                          inference::ServerLiveResponse* response) override;
  grpc::Status ServerReady(grpc::ServerContext* context,
                           const inference::ServerReadyRequest* request,
                           inference::ServerReadyResponse* response) override;
  grpc::Status ModelReady(grpc::ServerContext* context, const inference::ModelReadyRequest* request,
                          inference::ModelReadyResponse* response) override;
  grpc::Status ServerMetadata(grpc::ServerContext* context,
                              const inference::ServerMetadataRequest* request,
                              inference::ServerMetadataResponse* response) override;
  grpc::Status ModelMetadata(grpc::ServerContext* context,
                             const inference::ModelMetadataRequest* request,
                             inference::ModelMetadataResponse* response) override;
  grpc::Status ModelInfer(grpc::ServerContext* context, const inference::ModelInferRequest* request,
                          inference::ModelInferResponse* response) override;

 private:
  /// Runs one call; whatever it throws becomes its status.
  grpc::Status answer(const char* method, const grpc::ServerContext& context,
                      const std::function<void()>& work) const;
  /// @throws Unauthenticated
  void check_token(const grpc::ServerContext& context) const;

  InferenceRunner& runner_;
  const std::string token_;
  const Answered answered_;
};

}  // namespace saa::serving
