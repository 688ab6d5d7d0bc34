#include "serving/bearer_token.h"

#include "core/sha256.h"

#include <span>

namespace saa::serving {

bool bears_token(std::string_view authorization, std::string_view token) {
  constexpr std::string_view kScheme = "Bearer ";
  if (!authorization.starts_with(kScheme)) return false;
  // Digests instead of the texts: how far two of them agree tells nothing of the token.
  const std::string_view given = authorization.substr(kScheme.size());
  return sha256(std::as_bytes(std::span(given))) == sha256(std::as_bytes(std::span(token)));
}

}  // namespace saa::serving
