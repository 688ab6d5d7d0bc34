#include "baselines/choose_variant.h"

#include "core/nearest_name.h"

#include <algorithm>
#include <fmt/format.h>
#include <saa/error.h>
#include <string>
#include <vector>

namespace saa::baselines {

std::size_t choose_variant(Method method, std::string_view given,
                           std::span<const std::string_view> variants) {
  if (given.empty()) return 0;
  const auto found = std::ranges::find(variants, given);
  if (found != variants.end()) return static_cast<std::size_t>(found - variants.begin());
  const std::vector<std::string> names(variants.begin(), variants.end());
  const std::string nearest = nearest_name(given, names);
  throw UsageError(fmt::format("{} has no variant '{}', only {}{}", method_name(method), given,
                               fmt::join(names, ", "),
                               nearest.empty() ? "" : "; did you mean '" + nearest + "'?"));
}

}  // namespace saa::baselines
