#include "serving/http/router.h"

#include "serving/http/http_error.h"

#include <algorithm>
#include <utility>

namespace saa::serving {

bool Router::Route::fits(const std::string& asked) const {
  if (!path.ends_with('*')) return asked == path;
  const std::size_t fixed = path.size() - 1;
  return asked.size() > fixed && asked.compare(0, fixed, path, 0, fixed) == 0;
}

bool Router::has_path(const std::string& asked) const {
  return std::ranges::any_of(routes_, [&](const Route& route) { return route.path == asked; });
}

void Router::add(const std::string& method, const std::string& path, RouteHandler handler) {
  routes_.push_back({method, path, std::move(handler)});
}

HttpResponse Router::answer(const HttpRequest& request) const {
  std::string allowed;
  const bool is_whole = has_path(request.path);
  for (const Route& route : routes_) {
    if (is_whole ? route.path != request.path : !route.fits(request.path)) continue;
    if (route.method == request.method || route.method == "*") return route.handler(request);
    if (allowed.find(route.method) == std::string::npos)
      allowed += (allowed.empty() ? "" : ", ") + route.method;
  }
  if (allowed.empty()) throw HttpError(404, "there is nothing at this address; see /openapi.json");
  throw HttpError(405, "this address takes " + allowed + " only", {{"Allow", allowed}});
}

std::string Router::name_of(const HttpRequest& request) const {
  for (const Route& route : routes_)
    if (route.fits(request.path)) return route.path;
  return "other";
}

}  // namespace saa::serving
