#include "cli/interruption.h"
#include "cli/method_options.h"
#include "cli/serve_options.h"
#include "cli/verbs.h"
#include "core/mapped_file.h"
#include "core/parallel.h"
#include "pipeline/neighbours/context_machine.h"
#include "segmenter/make_method.h"
#include "serving/grpc/server.h"
#include "serving/http/http_api.h"
#include "serving/inference_protocol/http.h"
#include "serving/inference_protocol/service_runner.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <future>
#include <memory>
#include <saa/context.h>
#include <saa/error.h>
#include <thread>

namespace saa::cli {
namespace {

using serving::GrpcServer;
using serving::HttpApi;
using serving::HttpServer;
using serving::PredictionService;
using serving::RequestDefaults;

constexpr std::chrono::milliseconds kGlance{100};
constexpr std::chrono::seconds kLastAnswers{2};  // for gRPC to send what is answered

/// One line without the line feed that editors leave. A token is what RFC 6750 allows.
std::string read_token(const std::filesystem::path& file) {
  std::string token;
  if (!file.empty()) {
    const MappedFile mapped(file);
    const auto bytes = mapped.bytes();
    token.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    while (token.ends_with('\n') || token.ends_with('\r')) token.pop_back();
  } else if (const char* given = std::getenv("SAA_TOKEN"); given != nullptr) {
    token = given;
  }
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";
  const bool is_missing = token.empty() && !file.empty();
  if (is_missing || token.find_first_not_of(kAllowed) != std::string::npos)
    throw UsageError("a token is one line of letters, digits and -._~+/=, and not empty");
  return token;
}

/// As `saa predict` has images in flight: large networks keep all cores busy with one.
int default_workers(const SegmenterOptions& options, const MethodFacts& facts) {
  constexpr int kMost = 4;
  return facts.engine == "offline" ? std::min(thread_count(options.threads), kMost) : 1;
}

class Serving {
 public:
  Serving(ServeArguments arguments, const RequestDefaults& defaults)
      : arguments_(std::move(arguments)),
        service_(arguments_.service),
        runner_(service_,
                [defaults](std::string_view json) {
                  return serving::read_predict_settings(json, defaults);
                }),
        inference_(runner_),
        api_(service_, {.segmenter = arguments_.segmenter,
                        .defaults = defaults,
                        .max_body_bytes = arguments_.http.max_body_bytes,
                        .has_context = arguments_.service.context != nullptr,
                        .has_token = !arguments_.http.token.empty()}),
        http_(arguments_.http, api_.handlers()) {
    for (const char* path : {"/v2", "/v2/*"})
      api_.mount("*", path, [this](const auto& request) { return inference_.handle(request); });
  }

  /// Listens at once, so that whoever watches sees a live server; ready once networks are loaded.
  int run() {
    const int port = http_.bind();
    std::thread http_thread([this] { http_.run(); });
    log({{"event", "listening"}, {"host", arguments_.http.host}, {"port", port}});
    try {
      listen_for_grpc();
      start();
      while (!interruption_.stop()) std::this_thread::sleep_for(kGlance);
      log({{"event", "draining"}});
      if (grpc_) grpc_->set_ready(false);
      service_.drain(arguments_.service.deadline);
    } catch (...) {
      finish(http_thread);
      throw;
    }
    finish(http_thread);
    log({{"event", "stopped"}});
    return 0;
  }

 private:
  static void log(Json event) {
    Json line = {{"level", "info"}};
    line.update(event);
    serving::log_event(line);
  }

  void start() {
    std::unique_ptr<const AnomalyMethod> method = make_method(arguments_.segmenter);
    const MethodFacts facts = method->facts();
    const int workers =
        arguments_.workers > 0 ? arguments_.workers : default_workers(arguments_.segmenter, facts);
    service_.start(std::move(method), workers);
    if (grpc_) grpc_->set_ready(true);
    log({{"event", "ready"},
         {"engine", facts.engine},
         {"notice", facts.notice},
         {"workers", workers}});
  }

  void finish(std::thread& http_thread) {
    service_.stop_now();
    if (grpc_) grpc_->stop(std::chrono::system_clock::now() + kLastAnswers);
    http_.stop();
    http_thread.join();
  }

  void listen_for_grpc() {
    if (!arguments_.grpc_port) return;
    grpc_ = std::make_unique<GrpcServer>(
        runner_, serving::GrpcOptions{.host = arguments_.http.host,
                                      .port = *arguments_.grpc_port,
                                      .max_bytes = std::int64_t(arguments_.http.max_body_bytes),
                                      .max_calls = arguments_.http.connections,
                                      .token = arguments_.http.token,
                                      .answered = [this](const auto& call) { note(call); }});
    log({{"event", "listening"}, {"host", arguments_.http.host}, {"grpc_port", grpc_->port()}});
  }

  void note(const serving::GrpcExchange& call) {
    service_.metrics().observe("saa_grpc_call_seconds", "Time from a gRPC call to its answer.",
                               {{"method", call.method}, {"code", call.code}}, call.seconds);
    log({{"event", "grpc_call"},
         {"request_id", call.request_id},
         {"method", call.method},
         {"code", call.code},
         {"seconds", json_number(call.seconds)}});
  }

  const ServeArguments arguments_;
  Interruption interruption_;
  PredictionService service_;
  serving::ServiceRunner runner_;
  serving::InferenceProtocolHttp inference_;
  HttpApi api_;
  HttpServer http_;
  std::unique_ptr<GrpcServer> grpc_;
};

std::shared_ptr<const Context> open_context(const ServeArguments& arguments) {
  if (arguments.context.empty()) return nullptr;
  if (!Context::is_context_file(arguments.context))
    throw UsageError("--context takes a file of 'saa context build', not " +
                     arguments.context.string());
  return std::make_shared<Context>(
      Context::open(arguments.context, context_machine(arguments.segmenter)));
}

int serve(ServeArguments arguments) {
  const Profile profile = resolve_profile(arguments.profile);
  arguments.http.token = read_token(arguments.token_file);
  if (arguments.segmenter.cache.empty()) arguments.segmenter.cache = default_cache_dir();
  arguments.service.context = open_context(arguments);
  const RequestDefaults defaults{.profile = profile, .preset = arguments.predict.preset};
  return Serving(std::move(arguments), defaults).run();
}

}  // namespace

void add_serve(CLI::App& app, Action& action) {
  CLI::App* verb = app.add_subcommand("serve", "Answer requests over HTTP; the page at / shows it");
  const auto arguments = std::make_shared<ServeArguments>();
  add_serve_options(*verb, *arguments);
  verb->callback([arguments, &action] { action = [arguments] { return serve(*arguments); }; });
}

}  // namespace saa::cli
