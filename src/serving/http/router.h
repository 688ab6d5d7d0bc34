// Which function answers which request.
#pragma once

#include "serving/http_message.h"

#include <functional>
#include <string>
#include <vector>

namespace saa::serving {

/// May throw what answer_to_exception() knows.
using RouteHandler = std::function<HttpResponse(const HttpRequest&)>;

class Router {
 public:
  /// @param path whole, or with "*" at its end for everything below that is no whole path of
  ///        another route.
  /// @param method "*" for all of them: the handler looks at it.
  void add(const std::string& method, const std::string& path, RouteHandler handler);

  /// @throws HttpError 404 or 405 where no route fits, and what the handler throws.
  [[nodiscard]] HttpResponse answer(const HttpRequest& request) const;

  /// The route's path as it was added, for counters; "other" where none fits.
  [[nodiscard]] std::string name_of(const HttpRequest& request) const;

 private:
  struct Route {
    std::string method;
    std::string path;
    RouteHandler handler;
    [[nodiscard]] bool fits(const std::string& asked) const;
  };
  [[nodiscard]] bool has_path(const std::string& asked) const;

  std::vector<Route> routes_;
};

}  // namespace saa::serving
