// Every address of the server, by what answers it.
#pragma once

#include "serving/http/http_server.h"
#include "serving/http/predict_api.h"
#include "serving/http/router.h"
#include "serving/http_message.h"
#include "serving/prediction_service.h"

#include <saa/profile.h>
#include <saa/segmenter.h>
#include <string>
#include <string_view>
#include <vector>

namespace saa::serving {

/// What the server tells of itself beside what the service knows.
struct ApiFacts {
  SegmenterOptions segmenter;  ///< what the method is made of
  RequestDefaults defaults;
  std::size_t max_body_bytes = 0;
  bool has_context = false;
  bool has_token = false;  ///< clients are asked for one
};

class HttpApi {
 public:
  /// @param service outlives this object.
  HttpApi(PredictionService& service, ApiFacts facts);

  /// Adds the addresses of another part, before the first request.
  void mount(const std::string& method, const std::string& path, RouteHandler handler) {
    router_.add(method, path, std::move(handler));
  }

  /// For HttpServer. They refer to this object.
  [[nodiscard]] HttpHandlers handlers();

 private:
  void add_routes();
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] Profile find_profile(const std::string& name) const;
  [[nodiscard]] HttpResponse info() const;
  [[nodiscard]] HttpResponse profiles() const;
  [[nodiscard]] HttpResponse profile(const HttpRequest& request) const;
  [[nodiscard]] HttpResponse profile_toml(const HttpRequest& request) const;
  [[nodiscard]] HttpResponse asset(const HttpRequest& request) const;
  void note(const Exchange& exchange);

  PredictionService& service_;
  const ApiFacts facts_;
  PredictApi predict_;
  Router router_;
};

/// The OpenAPI 3.1 document: src/serving/http/openapi.json.
[[nodiscard]] std::string_view openapi_document();

/// Writes one line of JSON to standard error, with the time in front.
void log_event(const Json& event);

}  // namespace saa::serving
