// Errors that only HTTP has a word for, and the answer that any error becomes.
#pragma once

#include "serving/http_message.h"

#include <saa/error.h>
#include <string>
#include <string_view>

namespace saa::serving {

class HttpError : public Error {
 public:
  HttpError(int status, const std::string& message, HttpHeaders headers = {})
      : Error(ErrorKind::input, message), status_(status), headers_(std::move(headers)) {}
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] const HttpHeaders& headers() const { return headers_; }

 private:
  int status_;
  HttpHeaders headers_;
};

/// {"error": …, "status": …, "request_id": …}
[[nodiscard]] HttpResponse error_answer(int status, std::string_view message,
                                        std::string_view request_id);

/// The answer to the exception that is being handled. Call it in a catch block.
[[nodiscard]] HttpResponse answer_to_exception(std::string_view request_id);

}  // namespace saa::serving
