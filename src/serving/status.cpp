#include "serving/status.h"

namespace saa::serving {
namespace {

template <typename Kind>
bool is(const std::exception& error) {
  return dynamic_cast<const Kind*>(&error) != nullptr;
}

Status status_of_kind(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
    case ErrorKind::input:
      return Status::bad_request;
    case ErrorKind::unsupported:
      return Status::unsupported;
    case ErrorKind::cancelled:
      return Status::cancelled;
    case ErrorKind::weights:
    case ErrorKind::io:
      break;
  }
  return Status::internal;
}

}  // namespace

Status status_of(const std::exception& error) {
  if (is<QueueFull>(error)) return Status::queue_full;
  if (is<ShuttingDown>(error)) return Status::unavailable;
  if (is<DeadlineExceeded>(error)) return Status::deadline_exceeded;
  if (is<NotFound>(error)) return Status::not_found;
  if (is<Unauthenticated>(error)) return Status::unauthenticated;
  if (const auto* known = dynamic_cast<const Error*>(&error)) return status_of_kind(known->kind());
  return Status::internal;
}

int http_status(Status status) {
  switch (status) {
    case Status::bad_request:
    case Status::unsupported:
      return 400;
    case Status::unauthenticated:
      return 401;
    case Status::not_found:
      return 404;
    case Status::queue_full:
      return 429;
    case Status::cancelled:
      return 499;
    case Status::deadline_exceeded:
      return 504;
    case Status::unavailable:
      return 503;
    case Status::internal:
      break;
  }
  return 500;
}

}  // namespace saa::serving
