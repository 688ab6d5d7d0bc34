#include "serving/inference_protocol/tensor.h"

#include <gmock/gmock.h>
#include <limits>
#include <saa/error.h>

namespace saa::serving {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();

Tensor bytes(std::vector<std::int64_t> shape, std::string data) {
  return {"image", Datatype::bytes, std::move(shape), std::move(data)};
}

Tensor uint8(std::vector<std::int64_t> shape, std::string data) {
  return {"image", Datatype::uint8, std::move(shape), std::move(data)};
}

TEST(Tensor, ElementsOfBytesComeBackAsTheyWerePacked) {
  std::string data;
  for (const std::string_view element : {"abc", "", "d"}) append_bytes(data, element);
  EXPECT_EQ(data, std::string("\3\0\0\0abc\0\0\0\0\1\0\0\0d", 16));
  EXPECT_THAT(unpack_bytes(bytes({3}, data)), ElementsAre("abc", "", "d"));
  EXPECT_THAT(unpack_bytes(bytes({3, 1}, data)), ElementsAre("abc", "", "d"));
  EXPECT_THAT(unpack_bytes(bytes({0}, "")), ElementsAre());
}

TEST(Tensor, BytesCutShortAnywhereAreRefused) {
  std::string data;
  append_bytes(data, "abcdef");
  append_bytes(data, "ghi");
  for (std::size_t size = 1; size < data.size(); ++size) {
    EXPECT_THROW(static_cast<void>(unpack_bytes(bytes({2}, data.substr(0, size)))), InputError)
        << size;
  }
  EXPECT_THAT(
      [] {
        return unpack_bytes(bytes({1},
                                  "\xff\xff\xff\xff"
                                  "abc"));
      },
      ThrowsMessage<InputError>(HasSubstr("element 0")));
}

TEST(Tensor, DataThatDoNotFitTheShapeAreRefused) {
  EXPECT_NO_THROW(check_data(uint8({2, 3}, "123456")));
  EXPECT_NO_THROW(check_data(uint8({}, "1")));
  EXPECT_THAT(
      [] {
        check_data(uint8({2, 3}, "12345"));
      },
      ThrowsMessage<InputError>(HasSubstr("[2, 3] of UINT8 needs 6 bytes, the data has 5")));
  EXPECT_THROW(check_data(uint8({2, 3}, "")), InputError);
  EXPECT_THROW(check_data({"map", Datatype::fp32, {2}, "1234567"}), InputError);
  EXPECT_THROW(check_data(bytes({2}, std::string("\1\0\0\0x", 5))), InputError);
  EXPECT_THROW(check_data(bytes({kHuge}, std::string("\1\0\0\0x", 5))), InputError);
}

TEST(Tensor, NegativeAndOverflowingSizesAreRefused) {
  EXPECT_THROW(check_data(uint8({-1, 3}, "123")), InputError);
  EXPECT_THROW(check_data(uint8({-2, -3}, "123456")), InputError);
  EXPECT_THROW(check_data(uint8({kHuge, kHuge, 3}, "123")), InputError);
  EXPECT_THROW(check_data(uint8({std::int64_t{1} << 32, std::int64_t{1} << 32}, "")), InputError);
  EXPECT_THROW(check_data({"map", Datatype::fp32, {std::int64_t{1} << 62}, ""}), InputError);
}

TEST(Datatype, HasTheProtocolsName) {
  for (const Datatype datatype : {Datatype::bytes, Datatype::uint8, Datatype::fp32})
    EXPECT_EQ(parse_datatype(datatype_name(datatype), "image"), datatype);
  EXPECT_THAT([] { return parse_datatype("FP16", "image"); },
              ThrowsMessage<InputError>(HasSubstr("tensor image: datatype \"FP16\"")));
  EXPECT_THROW(static_cast<void>(parse_datatype("uint8", "image")), InputError);
}

}  // namespace
}  // namespace saa::serving
