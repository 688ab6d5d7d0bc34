#include "serving/http/openapi_page.h"

#include "output/json.h"
#include "serving/http/http_api.h"

#include <array>
#include <gtest/gtest.h>

namespace saa::serving {
namespace {

const std::array<std::string, 2> kProfiles = {"mine", "visa/candle"};

Json page(bool has_token) {
  return Json::parse(openapi_page(openapi_document(), kProfiles, has_token));
}

TEST(OpenapiPage, NamesTheProfilesOfTheServer) {
  EXPECT_EQ(page(false)["components"]["schemas"]["ProfileName"]["enum"], Json(kProfiles));
}

TEST(OpenapiPage, ATokenIsOptionalOnlyWhereNoneIsAskedFor) {
  const Json token = {{"token", Json::array()}};
  EXPECT_EQ(page(false)["security"], Json::array({Json::object(), token}));
  EXPECT_EQ(page(true)["security"], Json::array({token}));
}

TEST(OpenapiPage, KeepsTheRestOfTheDocument) {
  const Json document = Json::parse(openapi_document());
  EXPECT_EQ(page(true)["paths"], document["paths"]);
}

}  // namespace
}  // namespace saa::serving
