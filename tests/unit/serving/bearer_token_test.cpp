#include "serving/bearer_token.h"

#include <gmock/gmock.h>

namespace saa::serving {
namespace {

TEST(BearerToken, IsTakenWholeAndBehindItsScheme) {
  EXPECT_TRUE(bears_token("Bearer secret", "secret"));
  for (const char* wrong : {"", "Bearer", "Bearer ", "secret", "Bearer secre", "Bearer secret ",
                            "Bearer Secret", "Basic secret", "Bearer  secret"})
    EXPECT_FALSE(bears_token(wrong, "secret")) << wrong;
}

}  // namespace
}  // namespace saa::serving
