#include "checkpoint/state_dict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <saa/error.h>
#include <thread>

namespace saa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

StateDict small_dict() {
  const Tensor weight{.dtype = DType::f32, .shape = {4, 3}, .bytes = {}, .owner = nullptr};
  const Tensor bias{.dtype = DType::f32, .shape = {4}, .bytes = {}, .owner = nullptr};
  return {"sam.pth",
          {{"blocks.0.attn.qkv.weight", weight},
           {"blocks.0.attn.qkv.bias", bias},
           {"blocks.0.norm.num_batches_tracked", bias},
           {"head.weight", weight}}};
}

TEST(StateDict, ReadsATensorOfTheExpectedShape) {
  const StateDict weights = small_dict();
  const Scope scope = Scope(weights) / "blocks" / 0 / "attn";
  EXPECT_EQ((scope / "qkv").path(), "blocks.0.attn.qkv");
  EXPECT_TRUE((scope / "qkv").has("bias"));
  EXPECT_FALSE(scope.has("bias"));
  EXPECT_EQ(&(scope / "qkv").param("weight", {4, 3}), weights.find("blocks.0.attn.qkv.weight"));
}

TEST(StateDict, NamesFileKeyAndBothShapesOfAMismatch) {
  const StateDict weights = small_dict();
  EXPECT_THAT(
      [&] {
        (void)(Scope(weights) / "head").param("weight", {5, 3});
      },
      ThrowsMessage<WeightsError>("sam.pth: head.weight: shape [4, 3], expected [5, 3]"));
}

TEST(StateDict, NamesTheNearestKeyForAMissingOne) {
  const StateDict weights = small_dict();
  EXPECT_THAT(
      [&] {
        (void)Scope(weights).param("heads.weight", {4, 3});
      },
      ThrowsMessage<WeightsError>(
          AllOf(HasSubstr("sam.pth: no tensor 'heads.weight'"), HasSubstr("'head.weight'"))));
  EXPECT_THAT([&] { (void)Scope(weights).param("zzzzzzzzzzzzzzzzzzzzzzzzzzz", {1}); },
              ThrowsMessage<WeightsError>(HasSubstr("another network")));
}

TEST(StateDict, RemembersWhatWasRead) {
  const StateDict weights = small_dict();
  (void)weights.find("head.weight");
  EXPECT_EQ(weights.unread({}).size(), 4u);
  (void)Scope(weights).param("head.weight", {4, 3});
  constexpr std::string_view kAllowed[] = {".num_batches_tracked"};
  EXPECT_THAT(weights.unread(kAllowed),
              ElementsAre("blocks.0.attn.qkv.bias", "blocks.0.attn.qkv.weight"));
  EXPECT_THAT([&] { weights.expect_all_read(kAllowed); },
              ThrowsMessage<WeightsError>(
                  AllOf(HasSubstr("2 tensors"), HasSubstr("blocks.0.attn.qkv.bias"))));
  constexpr std::string_view kAllBlocks[] = {"blocks."};
  EXPECT_NO_THROW(weights.expect_all_read(kAllBlocks));
}

TEST(StateDict, DoesNotMarkATensorOfAnotherShape) {
  const StateDict weights = small_dict();
  EXPECT_THROW((void)Scope(weights).param("head.weight", {1}), WeightsError);
  EXPECT_EQ(weights.unread({}).size(), 4u);
}

TEST(StateDict, IsReadFromSeveralThreads) {
  const StateDict weights = small_dict();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&weights] {
      for (int k = 0; k < 200; ++k) (void)Scope(weights).param("head.weight", {4, 3});
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(weights.unread({}).size(), 3u);
}

}  // namespace
}  // namespace saa
