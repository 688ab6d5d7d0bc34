#include "serving/http/router.h"

#include "serving/http/http_error.h"

#include <gtest/gtest.h>
#include <string>

namespace saa::serving {
namespace {

HttpRequest asked(const std::string& method, const std::string& path) {
  HttpRequest request;
  request.method = method;
  request.path = path;
  return request;
}

RouteHandler says(const std::string& body) {
  return [body](const HttpRequest&) { return HttpResponse{.body = body}; };
}

Router sample() {
  Router router;
  router.add("POST", "/v1/profiles/toml", says("toml"));
  router.add("GET", "/v1/profiles", says("list"));
  router.add("GET", "/v1/profiles/*", says("one"));
  router.add("GET", "/v1/images", says("images"));
  router.add("POST", "/v1/images", says("image"));
  router.add("*", "/v2/*", says("protocol"));
  return router;
}

int status_of_refusal(const HttpRequest& request, std::string* allow = nullptr) {
  try {
    (void)sample().answer(request);
  } catch (const HttpError& error) {
    const std::string* header = find_header(error.headers(), "Allow");
    if (allow != nullptr && header != nullptr) *allow = *header;
    return error.status();
  }
  return 0;
}

TEST(Router, AnswersByWholePathAndByBeginning) {
  const Router router = sample();
  EXPECT_EQ(router.answer(asked("GET", "/v1/profiles")).body, "list");
  EXPECT_EQ(router.answer(asked("GET", "/v1/profiles/visa/candle")).body, "one");
  EXPECT_EQ(router.answer(asked("POST", "/v1/profiles/toml")).body, "toml");
}

TEST(Router, AWholePathIsNoneOfThoseBelowAnother) {
  std::string allow;
  EXPECT_EQ(status_of_refusal(asked("GET", "/v1/profiles/toml"), &allow), 405);
  EXPECT_EQ(allow, "POST");
}

TEST(Router, AStarTakesEveryMethod) {
  EXPECT_EQ(sample().answer(asked("GET", "/v2/health/live")).body, "protocol");
  EXPECT_EQ(sample().answer(asked("DELETE", "/v2/models")).body, "protocol");
}

TEST(Router, OtherPathsAre404) {
  for (const char* path : {"/", "", "/v1", "/v1/profile", "/v1/profilesx", "/v1/profiles/", "/v2"})
    EXPECT_EQ(status_of_refusal(asked("GET", path)), 404) << path;
}

TEST(Router, OtherMethodsAre405WithThoseThatFit) {
  std::string allow;
  EXPECT_EQ(status_of_refusal(asked("DELETE", "/v1/profiles/visa/candle"), &allow), 405);
  EXPECT_EQ(allow, "GET");
  EXPECT_EQ(status_of_refusal(asked("DELETE", "/v1/images"), &allow), 405);
  EXPECT_EQ(allow, "GET, POST");
  EXPECT_EQ(status_of_refusal(asked("POST", "/v1/profiles"), &allow), 405);
  EXPECT_EQ(allow, "GET");
}

TEST(Router, NamesAreThoseOfRoutesAndNeverOfRequests) {
  EXPECT_EQ(sample().name_of(asked("GET", "/v1/profiles/visa/candle")), "/v1/profiles/*");
  EXPECT_EQ(sample().name_of(asked("GET", "/v1/secret")), "other");
}

}  // namespace
}  // namespace saa::serving
