#include "serving/http_message.h"

#include <gmock/gmock.h>

namespace saa::serving {
namespace {

using testing::IsNull;
using testing::Pointee;

TEST(HttpHeaders, AreFoundWhateverTheirCaseAndTheFirstOfThem) {
  const HttpHeaders headers = {{"content-TYPE", "a"}, {"X-Request-Id", "b"}, {"Content-Type", "c"}};
  EXPECT_THAT(find_header(headers, "Content-Type"), Pointee(std::string("a")));
  EXPECT_THAT(find_header(headers, "x-request-id"), Pointee(std::string("b")));
  EXPECT_THAT(find_header(headers, "Content-Typ"), IsNull());
  EXPECT_THAT(find_header({}, "Content-Type"), IsNull());
}

}  // namespace
}  // namespace saa::serving
