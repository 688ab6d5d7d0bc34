// The older form of torch.save, written by hand: right once, then wrong in many ways.
#include "checkpoint/load.h"
#include "unit/checkpoint/fixture.h"
#include "unit/checkpoint/pickle_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <saa/error.h>

namespace saa {
namespace {

using testing::HasSubstr;
using namespace std::string_literals;

/// The parts of a file; a test changes one.
struct Legacy {
  std::string magic = "\x80\x02\x8a\x0a\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.";
  std::string version = PickleBuilder().integer(1001).end();
  std::string system = PickleBuilder().raw("}").text("little_endian").raw("\x88s").end();
  std::string object = object_with(2, 0);
  std::string keys = PickleBuilder().raw("]").text("k").raw("a").end();
  std::string storage = little_endian<std::int64_t>(2) + "\0\0\x80\x3F\0\0\0\x40"s;

  /// A dict with one float tensor "w" of two elements in storage "k" of `stored`.
  static std::string object_with(std::int64_t stored, std::int64_t offset) {
    return PickleBuilder()
        .raw("}")
        .text("w")
        .tensor_of([&](PickleBuilder& self) { self.storage("FloatStorage", "k", stored, true); },
                   offset, {2}, {1})
        .raw("s")
        .end();
  }

  [[nodiscard]] std::string file() const {
    return magic + version + system + object + keys + storage;
  }
};

std::string error_of(const Legacy& parts) {
  try {
    (void)parse(parts.file());
  } catch (const WeightsError& error) {
    return error.what();
  }
  return "no error";
}

TEST(HostileLegacy, IsWhatTheOthersAreVariantsOf) {
  EXPECT_EQ(to_f32(*parse(Legacy{}.file()).find("w")), std::vector<float>({1, 2}));
}

TEST(HostileLegacy, ReadsAViewOfAStorage) {
  const auto view = [](PickleBuilder& self) {
    self.raw("(").text("storage").name("torch.cuda", "FloatStorage").text("k").text("cuda:0");
    self.integer(2).raw("(").text("v").integer(1).integer(1).raw("ttQ");
  };
  Legacy parts;
  parts.object = PickleBuilder().raw("}").text("w").tensor_of(view, 0, {1}, {1}).raw("s").end();
  EXPECT_EQ(to_f32(*parse(parts.file()).find("w")), std::vector<float>({2}));
  parts.object = PickleBuilder().raw("}").text("w").tensor_of(view, 1, {1}, {1}).raw("s").end();
  EXPECT_THAT(error_of(parts), HasSubstr("beyond its storage of 4 bytes"));
}

TEST(HostileLegacy, ViewsBeyondTheirStorageAreErrors) {
  for (const auto& [first, count] : {std::pair<std::int64_t, std::int64_t>{1, 2},
                                     {3, 0},
                                     {0, 3},
                                     {INT64_MAX, INT64_MAX},
                                     {-1, 1},
                                     {1, -1}}) {
    Legacy parts;
    parts.object = PickleBuilder()
                       .raw("(")
                       .text("storage")
                       .name("torch", "FloatStorage")
                       .text("k")
                       .text("cpu")
                       .integer(2)
                       .raw("(")
                       .text("v")
                       .integer(first)
                       .integer(count)
                       .raw("ttQ")
                       .end();
    EXPECT_THAT(error_of(parts), HasSubstr("a view of a storage")) << first << " " << count;
  }
}

TEST(HostileLegacy, AHeaderThatIsNotTorchsIsAnError) {
  Legacy parts;
  parts.version = PickleBuilder().integer(1002).end();
  EXPECT_THAT(error_of(parts), HasSubstr("unknown version"));
  parts = {};
  parts.system = PickleBuilder().raw("}").text("little_endian").raw("\x89s").end();
  EXPECT_THAT(error_of(parts), HasSubstr("big-endian"));
  parts = {};
  parts.system = PickleBuilder().raw("N").end();
  EXPECT_THAT(error_of(parts), HasSubstr("no dict"));
  parts = {};
  parts.magic.insert(2,
                     "K\x01"
                     "0");
  EXPECT_THAT(error_of(parts), HasSubstr("not one that torch.save wrote"));
}

TEST(HostileLegacy, KeysThatDoNotMatchAreErrors) {
  Legacy parts;
  parts.keys = PickleBuilder().raw("]").text("other").raw("a").end();
  EXPECT_THAT(error_of(parts), HasSubstr("no tensor names"));
  parts.keys = PickleBuilder().raw("]").integer(1).raw("a").end();
  EXPECT_THAT(error_of(parts), HasSubstr("no tensor names"));
  parts.keys = PickleBuilder().raw("]").end();
  EXPECT_THAT(error_of(parts), HasSubstr("tensor 'w', described at byte"));
  parts.keys = PickleBuilder().raw("N").end();
  EXPECT_THAT(error_of(parts), HasSubstr("no list of storage keys"));
  parts.keys = PickleBuilder().raw("](").text("k").text("k").raw("e").end();
  parts.storage += parts.storage;
  EXPECT_THAT(error_of(parts), HasSubstr("stands twice"));
}

TEST(HostileLegacy, CountsThatLieAreErrors) {
  for (const std::int64_t count :
       {std::int64_t{-1}, INT64_MIN, INT64_MAX, INT64_MAX / 4, std::int64_t{3}}) {
    Legacy parts;
    parts.storage.replace(0, 8, little_endian(count));
    EXPECT_THAT(error_of(parts), HasSubstr("file: at byte")) << count;
  }
  Legacy parts;
  parts.object = Legacy::object_with(3, 0);
  EXPECT_THAT(error_of(parts), HasSubstr("storage 'k' of 3 f32 has 8 bytes"));
  parts.object = Legacy::object_with(2, 1);
  EXPECT_THAT(error_of(parts), HasSubstr("reaches beyond"));
}

}  // namespace
}  // namespace saa
