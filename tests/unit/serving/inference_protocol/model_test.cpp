#include "serving/inference_protocol/model.h"

#include "serving/status.h"
#include "unit/serving/fake_runner.h"

#include <cstring>
#include <gmock/gmock.h>
#include <saa/error.h>

namespace saa::serving {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::ThrowsMessage;

std::string packed(std::initializer_list<std::string_view> elements) {
  std::string data;
  for (const std::string_view element : elements) append_bytes(data, element);
  return data;
}

Tensor image(std::vector<std::int64_t> shape, Datatype datatype, std::string data) {
  return {"image", datatype, std::move(shape), std::move(data)};
}

ModelInputs read(Tensor tensor) { return read_inputs(std::vector{std::move(tensor)}); }

void expect_refused(std::vector<Tensor> inputs, const std::string& message) {
  EXPECT_THAT([&] { return read_inputs(inputs); }, ThrowsMessage<InputError>(HasSubstr(message)));
}

TEST(ModelInputs, FilesComeAsBytes) {
  const ModelInputs inputs = read(image({2}, Datatype::bytes, packed({"ab", "c"})));
  ASSERT_THAT(inputs.images, SizeIs(2));
  EXPECT_THAT(std::get<0>(inputs.images[0]), ElementsAre('a', 'b'));
  EXPECT_THAT(std::get<0>(inputs.images[1]), ElementsAre('c'));
  EXPECT_THAT(inputs.prompts, IsEmpty());
}

TEST(ModelInputs, PicturesComeAsNumbersAloneOrSeveral) {
  const ModelInputs one = read(image({1, 2, 3}, Datatype::uint8, "abcdef"));
  ASSERT_THAT(one.images, SizeIs(1));
  const auto& picture = std::get<Image>(one.images[0]);
  EXPECT_EQ(picture.width, 2);
  EXPECT_EQ(picture.height, 1);
  EXPECT_THAT(picture.rgb, ElementsAre('a', 'b', 'c', 'd', 'e', 'f'));
  const ModelInputs two = read(image({2, 1, 1, 3}, Datatype::uint8, "abcdef"));
  ASSERT_THAT(two.images, SizeIs(2));
  EXPECT_THAT(std::get<Image>(two.images[1]).rgb, ElementsAre('d', 'e', 'f'));
}

TEST(ModelInputs, PromptsAreOneText) {
  const Tensor file = image({1}, Datatype::bytes, packed({"ab"}));
  EXPECT_EQ(read_inputs(std::vector{file, Tensor{"prompts", Datatype::bytes, {1}, packed({"{}"})}})
                .prompts,
            "{}");
  expect_refused({file, {"prompts", Datatype::bytes, {2}, packed({"{}", "{}"})}}, "one element");
  expect_refused({file, {"prompts", Datatype::uint8, {1}, "x"}}, "UINT8");
  expect_refused({file, {"prompts", Datatype::bytes, {1}, "{}"}}, "cut short");
}

TEST(ModelInputs, ShapesThatAreNoPictureAreRefused) {
  const std::string expected = "expected BYTES [n]";
  for (const auto& shape : std::vector<std::vector<std::int64_t>>{{},
                                                                  {6},
                                                                  {2, 3},
                                                                  {2, 1, 4},
                                                                  {1, 0, 3},
                                                                  {0, 2, 1, 3},
                                                                  {1, 1, 2, 1, 3},
                                                                  {-1, 2, 3},
                                                                  {1, -2, 3},
                                                                  {std::int64_t{1} << 40, 1, 3},
                                                                  {65, 1, 1, 3}})
    expect_refused({image(shape, Datatype::uint8, "abcdef")}, expected);
  expect_refused({image({0}, Datatype::bytes, "")}, expected);
  expect_refused({image({-1}, Datatype::bytes, packed({"a"}))}, expected);
  expect_refused({image({1, 1}, Datatype::bytes, packed({"a"}))}, expected);
  expect_refused({image({2}, Datatype::fp32, "12345678")}, expected);
}

TEST(ModelInputs, DataThatDoNotFitTheShapeAreRefused) {
  expect_refused({image({2, 2, 3}, Datatype::uint8, "abcdef")}, "needs 12 bytes");
  expect_refused({image({1, 1, 3}, Datatype::uint8, "abcdef")}, "needs 3 bytes");
  expect_refused({image({1 << 30, 1 << 30, 3}, Datatype::uint8, "abcdef")}, "the data has 6");
  expect_refused({image({2}, Datatype::bytes, packed({"a"}))}, "needs 2 elements, the data has 1");
}

TEST(ModelInputs, MissingUnknownAndRepeatedOnesAreRefused) {
  const Tensor file = image({1}, Datatype::bytes, packed({"ab"}));
  expect_refused({}, "input image is missing");
  expect_refused({file, file}, "input image is given twice");
  expect_refused({file, {"prompt", Datatype::bytes, {1}, packed({"{}"})}}, "did you mean prompts?");
}

TEST(ModelOutputs, AllComeUnlessSomeAreNamed) {
  const std::vector<Result> results = {sample_result(3, 2)};
  std::vector<std::string> names;
  for (const Tensor& tensor : write_outputs(results, {})) {
    names.push_back(tensor.name);
    EXPECT_NO_THROW(check_data(tensor));
  }
  EXPECT_THAT(names, ElementsAre("anomaly_map", "pred_mask", "pred_score", "regions"));
  const auto two = write_outputs(results, std::vector<std::string>{"pred_score", "pred_mask"});
  ASSERT_THAT(two, SizeIs(2));
  EXPECT_EQ(two[0].name, "pred_score");
  EXPECT_EQ(two[1].name, "pred_mask");
}

TEST(ModelOutputs, HoldOneEntryForEachImage) {
  const std::vector<Result> results = {sample_result(3, 2), sample_result(3, 2)};
  const auto outputs = write_outputs(results, {});
  EXPECT_THAT(outputs[0].shape, ElementsAre(2, 2, 3));
  EXPECT_THAT(outputs[1].shape, ElementsAre(2, 2, 3));
  EXPECT_THAT(outputs[2].shape, ElementsAre(2));
  EXPECT_THAT(outputs[3].shape, ElementsAre(2));
  float value = 0;
  std::memcpy(&value, &outputs[0].data[7 * sizeof(float)], sizeof(value));
  EXPECT_EQ(value, 0.01F);  // the second image's second pixel
  EXPECT_EQ(outputs[1].data[5], 1);
  EXPECT_THAT(std::string(unpack_bytes(outputs[3])[1]), HasSubstr("\"phrase\":\"scratch\""));
}

TEST(ModelOutputs, MapsOfImagesThatDifferInSizeAreRefusedTheRestIsNot) {
  const std::vector<Result> results = {sample_result(3, 2), sample_result(2, 3)};
  EXPECT_THAT([&] { return write_outputs(results, {}); },
              ThrowsMessage<InputError>(HasSubstr("found 3 x 2 and 2 x 3")));
  EXPECT_THAT(write_outputs(results, std::vector<std::string>{"pred_score", "regions"}), SizeIs(2));
}

TEST(ModelOutputs, UnknownAndRepeatedNamesAreRefused) {
  EXPECT_THAT([] { check_outputs(std::vector<std::string>{"anomaly_mask"}); },
              ThrowsMessage<InputError>(HasSubstr("did you mean anomaly_map?")));
  EXPECT_THROW(check_outputs(std::vector<std::string>{"regions", "regions"}), InputError);
}

TEST(Model, IsTheOneOfItsNameAndVersion) {
  EXPECT_NO_THROW(check_model("saa", ""));
  EXPECT_NO_THROW(check_model("saa", "1"));
  EXPECT_THROW(check_model("saa", "2"), NotFound);
  EXPECT_THROW(check_model("resnet", ""), NotFound);
}

}  // namespace
}  // namespace saa::serving
