#include "serving/http/openapi_page.h"

#include "output/json.h"

#include <vector>

namespace saa::serving {

std::string openapi_page(std::string_view document, std::span<const std::string> profiles,
                         bool has_token) {
  Json page = Json::parse(document);
  page["components"]["schemas"]["ProfileName"]["enum"] =
      std::vector<std::string>(profiles.begin(), profiles.end());
  Json ways = Json::array();
  if (!has_token) ways.push_back(Json::object());  // without any
  ways.push_back({{"token", Json::array()}});
  page["security"] = std::move(ways);
  return json_page(page);
}

}  // namespace saa::serving
