#include "cli/serve_options.h"

#include "cli/method_choice.h"
#include "cli/method_options.h"
#include "cli/option_values.h"

#include <limits>
#include <string>

namespace saa::cli {
namespace {

constexpr const char* kExamples = R"(Examples:
  saa serve
  saa serve --engine offline --port 9000 --queue 256
  saa serve --host 0.0.0.0 --token-file /run/secrets/saa-token
  curl -F image=@part.jpg http://127.0.0.1:8080/v1/predict

The page at / shows what the server finds. docs/server.md describes every address; GET /openapi.json is the same for
programs. One line of JSON a request goes to standard error. The token may also come in $SAA_TOKEN.

The first SIGTERM or Ctrl-C lets predictions finish and takes no new ones; the second ends the server at once.

Exit code: 0 stopped as asked; 1 networks cannot be loaded, or the port is taken; 2 the command line cannot be meant.
)";

constexpr std::int64_t kMegabyte = 1 << 20;

void add_integer(CLI::App& app, const std::string& name, std::int64_t low, std::int64_t high,
                 const std::function<void(std::int64_t)>& take, const std::string& help,
                 const char* group) {
  add_text(
      app, name, "N",
      [name, low, high, take](const std::string& text) {
        take(read_integer(name, text, low, high));
      },
      help)
      ->group(group);
}

void add_network(CLI::App& app, ServeArguments& arguments) {
  constexpr const char* kGroup = "Network";
  app.add_option("--host", arguments.http.host,
                 "Address to listen on; 0.0.0.0 for all of the machine's [default: 127.0.0.1]")
      ->type_name("ADDRESS")
      ->group(kGroup);
  add_integer(
      app, "--port", 0, 65'535, [&arguments](auto n) { arguments.http.port = static_cast<int>(n); },
      "Port for HTTP; 0: any that is free [default: 8080]", kGroup);
  add_integer(
      app, "--grpc-port", 0, 65'535,
      [&arguments](auto n) { arguments.grpc_port = static_cast<int>(n); },
      "Also answer the Open Inference Protocol over gRPC; 0: any port that is free", kGroup);
  app.add_option("--token-file", arguments.token_file,
                 "Ask clients for the token in this file (Authorization: Bearer TOKEN)")
      ->type_name("FILE")
      ->group(kGroup);
  add_integer(
      app, "--connections", 1, 10'000,
      [&arguments](auto n) { arguments.http.connections = static_cast<int>(n); },
      "Connections at a time, others wait [default: 512]", kGroup);
}

void add_limits(CLI::App& app, ServeArguments& arguments) {
  constexpr const char* kGroup = "Limits";
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  add_integer(
      app, "--workers", 1, 256, [&arguments](auto n) { arguments.workers = static_cast<int>(n); },
      "Predictions at a time [default: one; offline one a thread, at most 4]", kGroup);
  add_integer(
      app, "--queue", 0, 100'000,
      [&arguments](auto n) { arguments.service.queue = std::size_t(n); },
      "Predictions that may wait; more are refused with 429 [default: 64]", kGroup);
  const auto take_deadline = [&arguments](const std::string& text) {
    const double seconds = read_number("--deadline", text, 0.001, 86'400);
    arguments.service.deadline = std::chrono::milliseconds(std::int64_t(seconds * 1000));
  };
  add_text(app, "--deadline", "SECONDS", take_deadline,
           "Longest a prediction may take, waiting included [default: 60]")
      ->group(kGroup);
  add_integer(
      app, "--max-bytes", 1, kMost,
      [&arguments](auto n) { arguments.http.max_body_bytes = std::size_t(n); },
      "Refuse larger requests with 413 [default: 67108864]", kGroup);
  add_integer(
      app, "--max-pixels", 1, kMost,
      [&arguments](auto n) { arguments.service.limits.max_pixels = n; },
      "Refuse larger images [default: " + std::to_string(ReadLimits{}.max_pixels) + "]", kGroup);
  add_integer(
      app, "--image-memory", 0, kMost,
      [&arguments](auto n) { arguments.service.image_memory = std::size_t(n * kMegabyte); },
      "Megabytes of images that are remembered [default: 256]", kGroup);
  add_integer(
      app, "--method-memory", 0, kMost,
      [&arguments](auto n) { arguments.segmenter.memory_bytes = std::size_t(n * kMegabyte); },
      "Megabytes of what networks said of images, so that another limit or preset needs no "
      "network [default: 256]",
      kGroup);
}

}  // namespace

void add_serve_options(CLI::App& app, ServeArguments& arguments) {
  add_network(app, arguments);
  add_limits(app, arguments);
  add_profile_options(app, arguments.profile);
  add_method_choice(app, arguments.segmenter, arguments.predict, "Method");
  app.add_option("--context", arguments.context,
                 "Compare every image with the pictures in this file of 'saa context build' "
                 "(docs/neighbours.md)")
      ->type_name("FILE")
      ->group("Method");
  add_network_options(app, arguments.segmenter);
  app.footer(kExamples);
}

}  // namespace saa::cli
