#include "checkpoint/unpickler.h"

#include "unit/checkpoint/pickle_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <saa/error.h>

namespace saa::pickle {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;
using namespace std::string_literals;

/// A pickle and its root; `bytes` must outlive the texts.
struct Unpickled {
  std::string bytes;
  Heap heap;
  Value root;

  explicit Unpickled(std::string pickle) : bytes(std::move(pickle)) {
    ByteReader reader(std::as_bytes(std::span(bytes)), "file");
    LoadBudget budget("file", bytes.size());
    root = unpickle(reader, heap, budget);
    EXPECT_EQ(reader.remaining(), 0u);
  }
};

std::int64_t integer_of(const std::string& opcodes) {
  return std::get<std::int64_t>(Unpickled("\x80\x02" + opcodes + ".").root);
}

std::string error_of(const std::string& pickle) {
  try {
    const Unpickled read(pickle);
  } catch (const WeightsError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Unpickle, ReadsIntegers) {
  EXPECT_EQ(integer_of("K\xFF"), 255);
  EXPECT_EQ(integer_of("M\x01\x02"), 0x0201);
  EXPECT_EQ(integer_of("J\xFE\xFF\xFF\xFF"), -2);
  EXPECT_EQ(integer_of("\x8a\x00"s), 0);
  EXPECT_EQ(integer_of("\x8a\x01\xFF"), -1);
  EXPECT_EQ(integer_of("\x8a\x02\xFF\x00"s), 255);
  EXPECT_EQ(integer_of("\x8a\x08" + little_endian(INT64_MIN)), INT64_MIN);
  EXPECT_EQ(integer_of("\x8b" + little_endian(3) + "\x01\x00\x80"s), -0x7FFFFF);
}

TEST(Unpickle, KeepsTheBytesOfAnIntegerTooLong) {
  const Unpickled read("\x80\x02\x8a\x0a" + "0123456789"s + ".");
  EXPECT_EQ(std::get<BigInteger>(read.root).little_endian, "0123456789");
}

TEST(Unpickle, ReadsPlainValuesAndTexts) {
  const Unpickled read("\x80\x04("s + "N\x88\x89" + "G\x3F\xF8\0\0\0\0\0\0"s + "U\x02py" +
                       "X\x02\0\0\0\xC3\xBC"s + "\x8c\x01s" + "\x8d\x01\0\0\0\0\0\0\0l"s + "C\x01" +
                       "bt.");
  const auto& items = std::get<Sequence*>(read.root)->items;
  ASSERT_EQ(items.size(), 9u);
  EXPECT_TRUE(std::holds_alternative<None>(items[0]));
  EXPECT_TRUE(std::get<bool>(items[1]));
  EXPECT_FALSE(std::get<bool>(items[2]));
  EXPECT_EQ(std::get<double>(items[3]), 1.5);
  EXPECT_EQ(std::get<std::string_view>(items[4]), "py");
  EXPECT_EQ(std::get<std::string_view>(items[5]), "ü");
  EXPECT_EQ(std::get<std::string_view>(items[8]), "b");
}

TEST(Unpickle, BuildsContainersInTheirOrder) {
  const Unpickled read("\x80\x02}(X\x01\0\0\0a]("s + "K\x01K\x02" + "eX\x01\0\0\0b)X\x01\0\0\0c"s +
                       "K\x07\x85u.");
  const auto& items = std::get<Dict*>(read.root)->items;
  ASSERT_EQ(items.size(), 3u);
  const auto& list = std::get<Sequence*>(items[0].second)->items;
  EXPECT_EQ(std::get<std::int64_t>(list.at(1)), 2);
  EXPECT_TRUE(std::get<Sequence*>(items[1].second)->items.empty());
  EXPECT_EQ(std::get<std::string_view>(items[2].first), "c");
  EXPECT_EQ(std::get<std::int64_t>(std::get<Sequence*>(items[2].second)->items.at(0)), 7);
}

TEST(Unpickle, RemembersByNumberAndInTurn) {
  const Unpickled read("\x80\x04("s + "K\x05q\x00K\x06\x94"s + "h\x00h\x01j\x01\0\0\0t."s);
  const auto& items = std::get<Sequence*>(read.root)->items;
  ASSERT_EQ(items.size(), 5u);
  EXPECT_EQ(std::get<std::int64_t>(items[2]), 5);
  EXPECT_EQ(std::get<std::int64_t>(items[4]), 6);
}

TEST(Unpickle, ReadsAnOrderedDictOfPythonTwo) {
  const std::string pickle = PickleBuilder()
                                 .name("collections", "OrderedDict")
                                 .raw("(](](")
                                 .text("key")
                                 .integer(3)
                                 .raw("eetR")
                                 .end();
  const Unpickled read(pickle);
  const auto& items = std::get<Dict*>(read.root)->items;
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(std::get<std::string_view>(items[0].first), "key");
}

TEST(Unpickle, TakesAViewOfAStorage) {
  const std::string id = PickleBuilder()
                             .raw("(")
                             .text("storage")
                             .name("torch", "HalfStorage")
                             .text("7")
                             .text("cpu")
                             .integer(10)
                             .raw("(")
                             .text("8")
                             .integer(2)
                             .integer(5)
                             .raw("ttQ")
                             .end();
  const Unpickled read(id);
  const auto& storage = *std::get<const Storage*>(read.root);
  EXPECT_EQ(storage.dtype, DType::f16);
  EXPECT_EQ(storage.key, "7");
  EXPECT_EQ(storage.stored, 10);
  EXPECT_EQ(storage.first, 2);
  EXPECT_EQ(storage.count, 5);
}

TEST(Unpickle, RefusesEveryOtherNameAndSaysWhere) {
  EXPECT_THAT(error_of("\x80\x02" + "cos\nsystem\n(X\x02\0\0\0lstR."s),
              AllOf(HasSubstr("file: at byte 2: "), HasSubstr("'os.system'")));
  EXPECT_THAT(error_of("\x80\x04\x8c\x08"
                       "builtins\x8c\x04"
                       "eval\x93."),
              HasSubstr("'builtins.eval'"));
  EXPECT_THAT(error_of("\x80\x02" + "ctorch.serialization\nload\n."s),
              HasSubstr("'torch.serialization.load'"));
  EXPECT_THAT(error_of("\x80\x02" + "c\x1B[2J\nx\n."s), HasSubstr("'\\x1b[2J.x'"));
}

TEST(Unpickle, RefusesEveryOtherOpcodeAndNamesIt) {
  const std::string known =
      "()]}.0125JKMNGQRTUXBCabceqrhjstu\x80\x81\x85\x86\x87\x88\x89\x8a\x8b\x8c"
      "\x8d\x8e\x8f\x90\x93\x94\x95";
  for (int opcode = 0; opcode < 256; ++opcode) {
    const char byte = static_cast<char>(opcode);
    if (known.find(byte) != std::string::npos && byte != '5') continue;
    EXPECT_THAT(error_of("\x80\x02" + std::string(1, byte) + "."), HasSubstr("opcode 0x"))
        << opcode;
  }
}

TEST(Unpickle, RefusesAStackThatRunsOut) {
  for (const char* const opcodes : {".",
                                    "0",
                                    "1",
                                    "2",
                                    "t",
                                    "\x85",
                                    "a",
                                    "e",
                                    "s",
                                    "u",
                                    "R",
                                    "Q",
                                    "b",
                                    "\x93",
                                    "\x94",
                                    "h\x01",
                                    "(.",
                                    "K\x01(\x85.",
                                    "(K\x01"
                                    "e",
                                    "K\x01K\x02"
                                    "a",
                                    "}K\x01"
                                    "s",
                                    "}(K\x01u",
                                    "]K\x01K\x02s"})
    EXPECT_THAT(error_of("\x80\x02"s + opcodes + "."), HasSubstr("file: at byte")) << opcodes;
}

TEST(Unpickle, RefusesCallsThatMakeNoSense) {
  const auto named = [](std::string_view module, std::string_view leaf) {
    return PickleBuilder().name(module, leaf);
  };
  EXPECT_THAT(error_of(named("torch", "FloatStorage").raw(")R").end()), HasSubstr("only mention"));
  EXPECT_THAT(error_of(PickleBuilder().integer(1).raw(")R").end()), HasSubstr("not a function"));
  EXPECT_THAT(error_of(named("torch", "Size").raw("NR").end()), HasSubstr("not a tuple"));
  EXPECT_THAT(error_of(named("torch", "Size").raw(")R").end()), HasSubstr("is missing"));
  EXPECT_THAT(error_of(named("torch._utils", "_rebuild_tensor_v2").raw(")R").end()),
              HasSubstr("0 arguments"));
  EXPECT_THAT(error_of(named("torch._tensor", "_rebuild_from_type_v2")
                           .raw("(")
                           .name("torch._tensor", "_rebuild_from_type_v2")
                           .name("torch", "Tensor")
                           .raw(")NtR")
                           .end()),
              HasSubstr("not a plain tensor"));
  EXPECT_THAT(error_of(PickleBuilder().raw("(").text("module").raw("tQ").end()),
              HasSubstr("whole Python module"));
  EXPECT_THAT(error_of(PickleBuilder().integer(4).raw("}b").end()), HasSubstr("0x62"));
}

TEST(Unpickle, RefusesANewerProtocol) {
  EXPECT_THAT(error_of("\x80\x06N."), HasSubstr("protocol 6"));
}

}  // namespace
}  // namespace saa::pickle
