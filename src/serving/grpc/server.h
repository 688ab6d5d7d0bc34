// The Open Inference Protocol over gRPC, with gRPC's own health protocol (grpc.health.v1).
#pragma once

#include "serving/inference_protocol/inference.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace saa::serving {

/// What is known of a call when it was answered, for logs and counters.
struct GrpcExchange {
  const char* method = "";      ///< "ModelInfer"
  const char* code = "";        ///< "OK", "INVALID_ARGUMENT", …
  std::string request_id = "";  ///< metadata x-request-id; "" : none
  double seconds = 0;
};

struct GrpcOptions {
  std::string host = "127.0.0.1";
  int port = 0;                           ///< 0: any that is free
  std::int64_t max_bytes = 64LL << 20LL;  ///< of a request
  int max_calls = 64;                     ///< at a time; more are refused with RESOURCE_EXHAUSTED
  std::string token{};                    ///< "" : none is asked for
  std::function<void(const GrpcExchange&)> answered{};  ///< told of each call; may be empty
};

/// Listens from construction to destruction. Metadata "authorization: Bearer TOKEN" is asked for by
/// everything but ServerLive, ServerReady and the health protocol.
class GrpcServer {
 public:
  /// @param runner outlives this object. @throws IoError if the address cannot be listened on.
  GrpcServer(InferenceRunner& runner, const GrpcOptions& options);
  ~GrpcServer();
  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;

  [[nodiscard]] int port() const;

  /// What the health protocol says from now on; at first, what the runner said.
  void set_ready(bool ready);

  /// Takes no new calls; those that run may end until `deadline`, then they are cancelled.
  void stop(std::chrono::system_clock::time_point deadline);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saa::serving
