#include "serving/inference_protocol/http.h"

#include "output/json.h"
#include "serving/inference_protocol/infer_body.h"
#include "serving/status.h"

#include <algorithm>
#include <ranges>
#include <saa/version.h>
#include <spdlog/spdlog.h>

namespace saa::serving {
namespace {

using Path = std::vector<std::string>;

/// "/v2/models/saa" as {"models", "saa"}: without the "v2" that all paths share.
Path path_below_v2(std::string_view path) {
  Path parts;
  for (const auto part : std::views::split(path, '/')) {
    if (!part.empty()) parts.emplace_back(part.begin(), part.end());
  }
  if (parts.empty() || parts.front() != "v2") throw NotFound("there is nothing at this path");
  parts.erase(parts.begin());
  return parts;
}

HttpResponse json_response(const Json& json, int status = 200) {
  HttpResponse response;
  response.status = status;
  response.body = json_line(json);
  return response;
}

HttpResponse error_response(const HttpRequest& request, int status, std::string_view message) {
  Json json = {{"error", message}, {"status", status}};
  if (!request.request_id.empty()) json["request_id"] = request.request_id;
  return json_response(json, status);
}

HttpResponse failure(const HttpRequest& request, const std::exception& error) {
  const Status status = status_of(error);
  if (status == Status::internal) {  // it may name files of this machine
    spdlog::error("{} {}: {}", request.method, request.path, error.what());
    return error_response(request, http_status(status), "the server failed; its log says why");
  }
  HttpResponse response = error_response(request, http_status(status), error.what());
  if (const auto* full = dynamic_cast<const QueueFull*>(&error))
    response.headers.emplace_back("Retry-After", std::to_string(full->retry_after().count()));
  return response;
}

HttpResponse wrong_method(const HttpRequest& request, const std::string& allowed) {
  HttpResponse response = error_response(
      request, 405, request.method + " is not what this path answers to, but " + allowed);
  response.headers.emplace_back("Allow", allowed);
  return response;
}

Json tensors_json(std::span<const TensorDescription> tensors) {
  Json list = Json::array();
  for (const TensorDescription& tensor : tensors) {
    list.push_back({{"name", tensor.name},
                    {"datatype", datatype_name(tensor.datatype)},
                    {"shape", tensor.shape}});
  }
  return list;
}

Json server_json() {
  return {{"name", kModelName}, {"version", kVersion}, {"extensions", kExtensions}};
}

Json model_json() {
  return {{"name", kModelName},
          {"versions", {kModelVersion}},
          {"platform", kModelPlatform},
          {"inputs", tensors_json(model_inputs())},
          {"outputs", tensors_json(model_outputs())}};
}

/// What {"models", NAME[, "versions", VERSION][, ACTION]} asks of the model; "" : its metadata.
/// @throws NotFound if it is another model, or no such path.
std::string model_action(const Path& path) {
  std::size_t used = 2;
  std::string version;
  if (path.size() >= 4 && path[2] == "versions") {
    version = path[3];
    used = 4;
  }
  check_model(path.at(1), version);
  if (path.size() == used) return "";
  if (path.size() == used + 1 && (path[used] == "ready" || path[used] == "infer"))
    return path[used];
  throw NotFound("there is nothing at this path");
}

}  // namespace

HttpResponse InferenceProtocolHttp::handle(const HttpRequest& request) const {
  try {
    return route(request);
  } catch (const std::exception& error) {
    return failure(request, error);
  }
}

HttpResponse InferenceProtocolHttp::route(const HttpRequest& request) const {
  const Path path = path_below_v2(request.path);
  const bool of_model = path.size() >= 2 && path[0] == "models";
  const std::string action = of_model ? model_action(path) : "";
  if (action == "infer")
    return request.method == "POST" ? infer_model(request) : wrong_method(request, "POST");
  const bool known =
      path.empty() || of_model || path == Path{"health", "live"} || path == Path{"health", "ready"};
  if (!known) throw NotFound("there is nothing at this path");
  if (request.method != "GET") return wrong_method(request, "GET");
  if (path.empty()) return json_response(server_json());
  if (of_model && action.empty()) return json_response(model_json());
  if (path.back() == "live") return json_response({{"live", true}});
  const bool ready = runner_.ready();
  Json json = {{"ready", ready}};
  if (of_model) json["name"] = kModelName;
  return json_response(json, ready ? 200 : http_status(Status::unavailable));
}

HttpResponse InferenceProtocolHttp::infer_model(const HttpRequest& request) const {
  const std::string* encoding = find_header(request.headers, "Content-Encoding");
  if (encoding != nullptr && *encoding != "identity")
    return error_response(
        request, 415,
        "bodies in Content-Encoding " + *encoding + " are not read; send it as it is");
  InferBody body = parse_infer_body(request.body, find_header(request.headers, kJsonLengthHeader));
  const InferResponse inferred =
      infer(runner_, std::move(body.request),
            {.request_id = request.request_id, .client_left = request.client_left});
  InferAnswer answer = write_infer_body(inferred, body);
  HttpResponse response;
  response.body = std::move(answer.body);
  if (answer.json_length) {
    response.content_type = "application/octet-stream";
    response.headers.emplace_back(kJsonLengthHeader, std::to_string(*answer.json_length));
  }
  return response;
}

}  // namespace saa::serving
