// Pickles that were made to do harm, each inside a sound zip archive with one storage of four
// floats.
#include "checkpoint/load.h"
#include "unit/checkpoint/fixture.h"
#include "unit/checkpoint/zip_builder.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <saa/error.h>
#include <sys/resource.h>

namespace saa {
namespace {

using testing::HasSubstr;
using namespace std::string_literals;

constexpr std::int64_t kHuge = INT64_MAX;

std::string error_of(const std::string& pickle) {
  try {
    (void)parse(torch_zip_of(pickle));
  } catch (const WeightsError& error) {
    return error.what();
  }
  return "no error";
}

/// A dict with one tensor "w" over the storage, as it is described here.
std::string with_tensor(std::int64_t count, std::int64_t offset,
                        std::initializer_list<std::int64_t> shape,
                        std::initializer_list<std::int64_t> strides, std::string_view key = "0") {
  return PickleBuilder()
      .raw("}")
      .text("w")
      .tensor(key, count, offset, shape, strides)
      .raw("s")
      .end();
}

TEST(HostilePickle, IsWhatTheOthersAreVariantsOf) {
  EXPECT_EQ(error_of(with_tensor(4, 0, {2, 2}, {2, 1})), "no error");
}

TEST(HostilePickle, RunsNoCode) {
  for (const auto& [module, name] :
       {std::pair("os", "system"), std::pair("posix", "system"), std::pair("builtins", "exec"),
        std::pair("subprocess", "Popen"), std::pair("torch.hub", "load"),
        std::pair("numpy", "load")})
    EXPECT_THAT(error_of(PickleBuilder().name(module, name).raw("(").text("id").raw("tR").end()),
                AllOf(HasSubstr("file (data.pkl): at byte 2"), HasSubstr(module + "."s + name),
                      HasSubstr("runs no code")));
}

TEST(HostilePickle, LengthsBeyondTheEndAreErrors) {
  EXPECT_THAT(error_of("\x80\x02X\xFF\xFF\xFF\xFF"
                       "a"),
              HasSubstr("4294967295 bytes, but 1 are left"));
  EXPECT_THAT(error_of("\x80\x04\x8d\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
                       "a"),
              HasSubstr("left"));
  EXPECT_THAT(error_of("\x80\x02\x8b\xFF\xFF\xFF\xFF"
                       "a"),
              HasSubstr("left"));
  EXPECT_THAT(error_of("\x80\x04\x95\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF."), HasSubstr("frame"));
  EXPECT_THAT(error_of("\x80\x02"
                       "c" +
                       std::string(1000, 'm')),
              HasSubstr("does not end"));
  EXPECT_THAT(error_of("\x80\x02}"), HasSubstr("an opcode of 1 bytes, but 0 are left"));
}

TEST(HostilePickle, MemoNumbersCostWhatTheyHold) {
  EXPECT_THAT(error_of("\x80\x02}r\xFF\xFF\xFF\xFF."), HasSubstr("unpacks to far more"));
  EXPECT_THAT(error_of("\x80\x02}j\xFF\xFF\xFF\xFF."), HasSubstr("never put"));
}

TEST(HostilePickle, DeepNestingIsAnError) {
  std::string lists = "\x80\x02}X\x01\0\0\0a"s;
  for (int i = 0; i < 100000; ++i) lists += "]";
  for (int i = 0; i < 99999; ++i) lists += "a";
  EXPECT_THAT(error_of(lists + "s."), HasSubstr("nested more than 64 deep"));
}

TEST(HostilePickle, AListThatHoldsItselfIsAnError) {
  EXPECT_THAT(error_of("\x80\x02}X\x01\0\0\0a]q\x01h\x01"
                       "as."s),
              HasSubstr("holds itself"));
  EXPECT_THAT(error_of("\x80\x02}q\x01X\x05\0\0\0modelh\x01s."s), HasSubstr("holds itself"));
}

/// Each list holds the one before ten times: 10^30 leaves in 2 kB.
TEST(HostilePickle, BillionLaughsAreStopped) {
  PickleBuilder laughs;
  laughs.raw("}").text("a").raw("]q"s + '\0');
  for (char level = 1; level <= 30; ++level) {
    laughs.raw("0](");
    for (int i = 0; i < 10; ++i) laughs.raw("h"s + static_cast<char>(level - 1));
    laughs.raw("eq"s + level);
  }
  EXPECT_THAT(error_of(laughs.raw("s").end()), HasSubstr("unpacks to far more"));
}

TEST(HostilePickle, OneTensorUnderVeryManyNamesIsStopped) {
  PickleBuilder names;
  names.raw("}").text("a").tensor("0", 4, 0, {4}, {1}).raw("q"s + '\0');
  for (char level = 1; level <= 30; ++level) {
    names.raw("0](");
    for (int i = 0; i < 10; ++i) names.raw("h"s + static_cast<char>(level - 1));
    names.raw("eq"s + level);
  }
  EXPECT_THAT(error_of(names.raw("s").end()), HasSubstr("unpacks to far more"));
}

TEST(HostilePickle, ObjectsAreOfTorchScriptModulesOnly) {
  EXPECT_THAT(error_of(PickleBuilder().name("torch", "Size").raw(")\x81").end()),
              HasSubstr("not a module of a TorchScript program"));
  EXPECT_THAT(error_of(PickleBuilder().integer(1).raw(")\x81").end()),
              HasSubstr("not a module of a TorchScript program"));
  EXPECT_THAT(
      error_of(PickleBuilder().name("__torch__.os", "system").raw("(").text("ls").raw("tR").end()),
      HasSubstr("a call of a type that checkpoints only mention"));
  EXPECT_THAT(error_of(PickleBuilder()
                           .name("__torch__", "Net")
                           .raw(")\x81K\x01"
                                "b")
                           .end()),
              HasSubstr("not in a dict of their own"));
  EXPECT_THAT(error_of(PickleBuilder()
                           .name("__torch__", "Net")
                           .raw(")\x81"
                                "2b")
                           .end()),
              HasSubstr("not in a dict of their own"));
}

TEST(HostilePickle, AttributesSetAgainAndAgainAreStopped) {
  PickleBuilder copies;
  copies.raw("}q").raw(std::string(1, '\0')).raw("(");
  for (int i = 0; i < 5000; ++i) copies.integer(i).raw("K\x01");
  copies.raw("u0").name("__torch__", "Net").raw(")\x81");
  for (int i = 0; i < 5000; ++i) copies.raw("h").raw(std::string(1, '\0')).raw("b");
  EXPECT_THAT(error_of(copies.end()), HasSubstr("unpacks to far more"));
}

TEST(HostilePickle, CopiesOfADictAreStopped) {
  PickleBuilder copies;
  copies.raw("](");
  for (int i = 0; i < 5000; ++i)
    copies.raw(
        "](K\x01K\x02"
        "e");
  copies.raw("e\x85q"s + '\0' + "0").name("collections", "OrderedDict").raw("q\x01(");
  for (int i = 0; i < 5000; ++i) copies.raw("h\x01h"s + '\0' + "R");
  EXPECT_THAT(error_of(copies.raw("t").end()), HasSubstr("unpacks to far more"));
}

TEST(HostilePickle, ShapesThatDoNotFitAreErrorsThatNameTheTensor) {
  const std::string place = "file (data.pkl): tensor 'w', described at byte ";
  EXPECT_THAT(error_of(with_tensor(4, 0, {5}, {1})), AllOf(HasSubstr(place), HasSubstr("beyond")));
  EXPECT_THAT(error_of(with_tensor(4, 1, {4}, {1})), AllOf(HasSubstr(place), HasSubstr("beyond")));
  EXPECT_THAT(error_of(with_tensor(4, kHuge, {1}, {1})), HasSubstr(place));
  EXPECT_THAT(error_of(with_tensor(4, 0, {2, 2}, {3, 1})), HasSubstr(place));
  EXPECT_THAT(error_of(with_tensor(4, 0, {2}, {kHuge})), HasSubstr(place));
  EXPECT_THAT(error_of(with_tensor(4, 2, {3, 3}, {kHuge, kHuge})), HasSubstr(place));
  EXPECT_THAT(error_of(with_tensor(4, 0, {kHuge, kHuge}, {0, 0})), HasSubstr("too large"));
  EXPECT_THAT(error_of(with_tensor(4, 0, {kHuge}, {0})), HasSubstr("too large"));
  EXPECT_THAT(error_of(with_tensor(4, 0, {kHuge / 8}, {0})), HasSubstr("unpacks to far more"));
}

TEST(HostilePickle, NegativeSizesAreErrors) {
  EXPECT_THAT(error_of(with_tensor(4, 0, {-1}, {1})), HasSubstr("natural"));
  EXPECT_THAT(error_of(with_tensor(4, 0, {2}, {-1})), HasSubstr("natural"));
  EXPECT_THAT(error_of(with_tensor(4, -1, {1}, {1})), HasSubstr("negative: -1"));
  EXPECT_THAT(error_of(with_tensor(-4, 0, {1}, {1})), HasSubstr("negative: -4"));
  EXPECT_THAT(error_of(with_tensor(4, 0, {2, 2}, {1})), HasSubstr("with strides [1]"));
}

TEST(HostilePickle, TooManyDimensionsAreAnError) {
  PickleBuilder pickle;
  pickle.raw("}").text("w").name("torch._utils", "_rebuild_tensor_v2").raw("(");
  pickle.storage("FloatStorage", "0", 4).integer(0).raw("(" + std::string(33, '\x88') + "t");
  EXPECT_THAT(error_of(pickle.raw("(t\x89)tRs").end()), HasSubstr("33 dimensions"));
}

TEST(HostilePickle, StoragesThatAreNotThereAreErrors) {
  EXPECT_THAT(error_of(with_tensor(4, 0, {4}, {1}, "1")), HasSubstr("no storage '1'"));
  EXPECT_THAT(error_of(with_tensor(4, 0, {4}, {1}, "../data.pkl")), HasSubstr("no storage"));
  EXPECT_THAT(error_of(with_tensor(8, 0, {8}, {1})), HasSubstr("8 f32 has 16 bytes"));
  EXPECT_THAT(error_of(with_tensor(kHuge, 0, {1}, {1})), HasSubstr("has 16 bytes"));
}

TEST(HostilePickle, AnExpandedTensorIsPaidFor) {
  EXPECT_EQ(error_of(with_tensor(4, 0, {1000, 4}, {0, 1})), "no error");
  PickleBuilder many;
  many.raw("}(");
  for (int i = 0; i < 40; ++i) many.text(std::to_string(i)).tensor("0", 4, 0, {1 << 20, 4}, {0, 1});
  EXPECT_THAT(error_of(many.raw("u").end()), HasSubstr("unpacks to far more"));
}

TEST(HostilePickle, TwoTensorsOfOneNameAreAnError) {
  PickleBuilder twins;
  twins.raw("}(").text("a.b").tensor("0", 4, 0, {1}, {1}).text("a").raw("}").text("b");
  EXPECT_THAT(error_of(twins.tensor("0", 4, 0, {1}, {1}).raw("su").end()),
              HasSubstr("tensor 'a.b'"));
}

TEST(HostilePickle, AnEndlessNameIsAnError) {
  PickleBuilder pickle;
  pickle.raw("}").text(std::string(5000, 'n')).tensor("0", 4, 0, {1}, {1});
  EXPECT_THAT(error_of(pickle.raw("s").end()), HasSubstr("1024 characters"));
}

TEST(HostilePickle, ARootWithoutNamedTensorsIsAnError) {
  EXPECT_THAT(error_of(PickleBuilder().tensor("0", 4, 0, {1}, {1}).end()), HasSubstr("no name"));
  EXPECT_THAT(error_of(PickleBuilder().raw("}").end()), HasSubstr("holds no tensors"));
  EXPECT_THAT(error_of(PickleBuilder().raw("N").end()), HasSubstr("holds no tensors"));
}

/// A million stack pushes in a megabyte stay in proportion; peak memory is looked at.
TEST(HostilePickle, MemoryStaysInProportion) {
  const auto peak_megabytes = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
  };
  const auto before = peak_megabytes();
  const auto start = std::chrono::steady_clock::now();
  for (const char opcode : {'}', ']', ')', '(', '2'}) {
    EXPECT_THAT(error_of("\x80\x02N" + std::string(3'000'000, opcode) + "."),
                testing::Not("no error"));
  }
  EXPECT_LT(peak_megabytes() - before, 600);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

}  // namespace
}  // namespace saa
