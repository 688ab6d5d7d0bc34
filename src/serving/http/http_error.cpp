#include "serving/http/http_error.h"

#include "output/json.h"
#include "serving/status.h"

#include <exception>
#include <new>
#include <spdlog/spdlog.h>

namespace saa::serving {

HttpResponse error_answer(int status, std::string_view message, std::string_view request_id) {
  const Json json = {{"error", message}, {"status", status}, {"request_id", request_id}};
  HttpResponse answer{.status = status, .body = json_line(json)};
  if (status == 401) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  return answer;
}

HttpResponse answer_to_exception(std::string_view request_id) {
  try {
    throw;
  } catch (const HttpError& error) {
    HttpResponse answer = error_answer(error.status(), error.what(), request_id);
    for (const auto& header : error.headers()) answer.headers.push_back(header);
    return answer;
  } catch (const QueueFull& error) {
    HttpResponse answer = error_answer(http_status(status_of(error)), error.what(), request_id);
    answer.headers.emplace_back("Retry-After", std::to_string(error.retry_after().count()));
    return answer;
  } catch (const ShuttingDown& error) {
    HttpResponse answer = error_answer(http_status(status_of(error)), error.what(), request_id);
    answer.headers.emplace_back("Retry-After", "1");
    return answer;
  } catch (const Error& error) {
    return error_answer(http_status(status_of(error)), error.what(), request_id);
  } catch (const std::bad_alloc&) {
    return error_answer(503, "not enough memory for this request; send a smaller picture",
                        request_id);
  } catch (const std::exception& error) {
    spdlog::error("request {}: internal error: {}", request_id, error.what());
    return error_answer(500, "internal error; the server's log says more under the request id",
                        request_id);
  }
}

}  // namespace saa::serving
