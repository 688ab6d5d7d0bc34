// The one secret that clients may be asked for.
#pragma once

#include <string_view>

namespace saa::serving {

/// Whether `authorization` ("Bearer TOKEN", as HTTP and gRPC carry it) holds `token`. The time it
/// takes does not tell how much of it is right.
[[nodiscard]] bool bears_token(std::string_view authorization, std::string_view token);

}  // namespace saa::serving
