#include "serving/http/http_api.h"

#include "output/machine.h"
#include "serving/http/http_error.h"
#include "serving/http/json_fields.h"
#include "serving/http/openapi_page.h"
#include "serving/http/profile_json.h"
#include "serving/web_assets.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <saa/error.h>
#include <saa/version.h>
#include <utility>

namespace saa::serving {
namespace {

constexpr std::string_view kProfilePath = "/v1/profiles/";

HttpResponse json_answer(const Json& json) { return {.body = json_line(json) + "\n"}; }

HttpResponse text_answer(std::string type, std::string text) {
  return {.status = 200, .content_type = std::move(type), .headers = {}, .body = std::move(text)};
}

bool prefers_toml(const HttpRequest& request) {
  const std::string* accepted = find_header(request.headers, "Accept");
  return accepted != nullptr && accepted->find("toml") != std::string::npos;
}

Json profile_facts(const Profile& profile) {
  return {{"name", profile.name},
          {"object", profile.object},
          {"prompts", profile.prompts.size()},
          {"top_k", profile.top_k},
          {"max_area", profile.max_area}};
}

}  // namespace

void log_event(const Json& event) {
  Json line = {{"time", utc_now()}};
  line.update(event);
  const std::string text = json_line(line) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);  // at once: lines of threads do not mix
}

HttpApi::HttpApi(PredictionService& service, ApiFacts facts)
    : service_(service),
      facts_(std::move(facts)),
      predict_(service, facts_.segmenter, facts_.defaults) {
  add_routes();
}

void HttpApi::add_routes() {
  const auto give = [](auto answer) { return [answer](const HttpRequest&) { return answer(); }; };
  router_.add("POST", "/v1/predict", [this](const auto& r) { return predict_.predict(r); });
  router_.add("POST", "/v1/export",
              [this](const auto& r) { return predict_.export_annotations(r); });
  router_.add("POST", "/v1/images", [this](const auto& r) { return predict_.take_image(r); });
  router_.add("GET", "/v1/images/*", [this](const auto& r) { return predict_.give_image(r); });
  router_.add("GET", "/v1/info", give([this] { return info(); }));
  router_.add("GET", "/v1/profiles", give([this] { return profiles(); }));
  router_.add("POST", "/v1/profiles/toml", [this](const auto& r) { return profile_toml(r); });
  router_.add("GET", "/v1/profiles/*", [this](const auto& r) { return profile(r); });
  router_.add("GET", "/metrics", give([this] {
                return text_answer("text/plain; version=0.0.4; charset=utf-8",
                                   service_.metrics_text());
              }));
  router_.add("GET", "/openapi.json", give([this] {
                return text_answer("application/json",
                                   openapi_page(openapi_document(), names(), facts_.has_token));
              }));
  router_.add("GET", "/", [this](const auto& r) { return asset(r); });
  router_.add("GET", "/assets/*", [this](const auto& r) { return asset(r); });
}

HttpHandlers HttpApi::handlers() {
  return {.answer = [this](const HttpRequest& request) { return router_.answer(request); },
          .is_open =
              [](const std::string& path) {
                // The page holds no secret, and asks for the token itself.
                return path == "/v2/health/live" || path == "/v2/health/ready" ||
                       find_web_asset(path) != nullptr;
              },
          .answered = [this](const Exchange& exchange) { note(exchange); }};
}

HttpResponse HttpApi::info() const {
  const MethodFacts& facts = service_.method().facts();
  const ServiceSettings& settings = service_.settings();
  Json weights = Json::array();
  for (const WeightsFile& file : facts.weights)
    weights.push_back({{"network", file.network}, {"sha256", file.sha256}});
  const bool has_presets = facts_.segmenter.method == Method::hybrid_prompts;
  return json_answer(
      {{"name", "saa"},
       {"version", kVersion},
       {"method", method_name(facts_.segmenter.method, facts_.defaults.preset)},
       {"method_variant", facts.variant},
       {"engine", facts.engine},
       {"notice", facts.notice},
       {"notices", facts.notices},
       {"threshold", json_number(facts.threshold)},
       {"presets", has_presets ? Json::array({"paper", "reference", "saa"}) : Json::array()},
       {"reads_text", facts.reads_text},
       {"context", facts_.has_context},
       {"profile", facts_.defaults.profile.name},
       {"maps", kMapNames},
       {"limits",
        {{"max_bytes", facts_.max_body_bytes},
         {"max_pixels", settings.limits.max_pixels},
         {"queue", settings.queue},
         {"workers", service_.load().workers},
         {"deadline_ms", settings.deadline.count()}}},
       {"weights", std::move(weights)}});
}

/// Of the server's own profile, if it is none of the built-in ones, and of these.
std::vector<std::string> HttpApi::names() const {
  std::vector<std::string> names = builtin_profiles();
  const std::string& own = facts_.defaults.profile.name;
  if (std::ranges::find(names, own) == names.end()) names.insert(names.begin(), own);
  return names;
}

Profile HttpApi::find_profile(const std::string& name) const {
  const Profile& own = facts_.defaults.profile;
  return name == own.name ? own : profile_by_name(name);
}

HttpResponse HttpApi::profiles() const {
  Json list = Json::array();
  for (const std::string& name : names()) list.push_back(profile_facts(find_profile(name)));
  return json_answer({{"profiles", std::move(list)}});
}

HttpResponse HttpApi::profile(const HttpRequest& request) const {
  try {
    const Profile profile = find_profile(request.path.substr(kProfilePath.size()));
    if (prefers_toml(request)) return text_answer("application/toml", to_toml(profile));
    return json_answer(profile_json(profile));
  } catch (const InputError& error) {
    throw NotFound(error.what());
  }
}

HttpResponse HttpApi::profile_toml(const HttpRequest& request) const {
  if (media_type(request.headers) != "application/json")
    throw HttpError(415, "expected application/json: a profile");
  const Json json = parse_json_object(request.body, "the profile");
  return text_answer("application/toml", to_toml(profile_from_json(json, "")));
}

HttpResponse HttpApi::asset(const HttpRequest& request) const {
  const WebAsset* asset = find_web_asset(request.path);
  if (asset == nullptr) throw NotFound("the page has no such file");
  HttpResponse answer = text_answer(std::string(asset->content_type), std::string(asset->bytes));
  answer.headers = {{"ETag", std::string(asset->etag)},
                    {"Cache-Control", "no-cache"},
                    {"Content-Security-Policy", std::string(kWebContentPolicy)}};
  const std::string* known = find_header(request.headers, "If-None-Match");
  if (known != nullptr && known->find(asset->etag) != std::string::npos) {
    answer.status = 304;
    answer.body.clear();
  }
  return answer;
}

void HttpApi::note(const Exchange& exchange) {
  const std::string route = router_.name_of(exchange.request);
  service_.metrics().observe("saa_request_seconds", "Time from a request's line to its answer.",
                             {{"route", route}, {"status", std::to_string(exchange.status)}},
                             exchange.seconds);
  log_event({{"level", exchange.status >= 500 ? "error" : "info"},
             {"event", "request"},
             {"request_id", exchange.request.request_id},
             {"method", exchange.request.method},
             {"path", exchange.request.path},
             {"status", exchange.status},
             {"seconds", json_number(exchange.seconds)},
             {"bytes", exchange.bytes}});
}

}  // namespace saa::serving
