// A request and its answer as values, without the library that carries them: what a family of
// routes is written and tested against.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saa::serving {

/// Name and value, in the order they came; names may repeat.
using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// One part of a multipart/form-data body.
struct FormPart {
  std::string name;
  std::string file_name;  ///< as the client says; "" : none
  std::string content_type;
  std::string content;
};

struct HttpRequest {
  std::string method;  ///< "GET", "POST", …
  std::string path;    ///< decoded, without the query: "/v2/models/saa"
  HttpHeaders headers;
  HttpHeaders query;                  ///< decoded names and values behind the "?"
  std::string_view body;              ///< empty where there are parts
  std::vector<FormPart> parts;        ///< of a multipart/form-data body
  std::string request_id;             ///< X-Request-Id as the answer will carry it
  std::function<bool()> client_left;  ///< whether nobody waits any more; empty: never
};

/// Sends a piece of an answer; false: the client left.
using SendPiece = std::function<bool(std::string_view)>;

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  HttpHeaders headers{};  ///< besides Content-Type and Content-Length
  std::string body{};
  /// Where the answer comes piece by piece: sends all of it before it returns, instead of `body`.
  std::function<void(const SendPiece&)> stream{};
};

/// The first header of that name, whatever its case; null: there is none.
[[nodiscard]] const std::string* find_header(const HttpHeaders& headers, std::string_view name);

}  // namespace saa::serving
