#include "serving/grpc/server.h"

#include "serving/grpc/service.h"

#include <algorithm>
#include <fmt/format.h>
#include <grpc/support/log.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/server_builder.h>
#include <limits>
#include <saa/error.h>
#include <spdlog/spdlog.h>

namespace saa::serving {
namespace {

/// gRPC's own messages join the log.
void log_of_grpc(gpr_log_func_args* line) {
  const auto level =
      line->severity == GPR_LOG_SEVERITY_ERROR ? spdlog::level::warn : spdlog::level::debug;
  spdlog::log(level, "grpc: {}", line->message);
}

std::string address(const std::string& host, int port) {
  const bool is_ipv6 = host.find(':') != std::string::npos && !host.starts_with('[');
  return is_ipv6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

/// What requests under way may hold together: slow clients that each send a large one must not
/// fill the memory.
std::size_t memory_bytes(const GrpcOptions& options) {
  constexpr std::size_t kLargestAtATime = 16;
  return kLargestAtATime * static_cast<std::size_t>(options.max_bytes) + (64U << 20U);
}

}  // namespace

class GrpcServer::Impl {
 public:
  Impl(InferenceRunner& runner, const GrpcOptions& options)
      : service_(runner, options.token, options.answered) {
    gpr_set_log_function(log_of_grpc);
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    // Two servers on one port would share the calls between them; the second is to fail.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_calls);
    constexpr std::int64_t kMostOfGrpc = std::numeric_limits<int>::max();
    builder.SetMaxReceiveMessageSize(static_cast<int>(std::min(options.max_bytes, kMostOfGrpc)));
    grpc::ResourceQuota quota("saa");
    quota.SetMaxThreads(options.max_calls + kPollingThreads);
    quota.Resize(memory_bytes(options));
    builder.SetResourceQuota(quota);
    builder.AddListeningPort(address(options.host, options.port), grpc::InsecureServerCredentials(),
                             &port_);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port_ == 0) {
      throw IoError("cannot listen for gRPC on " + address(options.host, options.port) +
                    ": the port is taken, or the address is not this machine's");
    }
    set_ready(runner.ready());
  }

  [[nodiscard]] int port() const { return port_; }

  void set_ready(bool ready) { server_->GetHealthCheckService()->SetServingStatus(ready); }

  void stop(std::chrono::system_clock::time_point deadline) {
    set_ready(false);
    server_->Shutdown(deadline);
  }

 private:
  static constexpr int kPollingThreads = 4;

  InferenceService service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

GrpcServer::GrpcServer(InferenceRunner& runner, const GrpcOptions& options)
    : impl_(std::make_unique<Impl>(runner, options)) {}

GrpcServer::~GrpcServer() { stop(std::chrono::system_clock::now()); }

int GrpcServer::port() const { return impl_->port(); }

void GrpcServer::set_ready(bool ready) { impl_->set_ready(ready); }

void GrpcServer::stop(std::chrono::system_clock::time_point deadline) { impl_->stop(deadline); }

}  // namespace saa::serving
