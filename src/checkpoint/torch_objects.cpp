#include "checkpoint/torch_objects.h"

#include "checkpoint/in_quotes.h"

#include <algorithm>
#include <array>

namespace saa::pickle {
namespace {

struct NameRow {
  std::string_view module;
  std::string_view name;
  Name meaning;
};

using enum NameKind;

constexpr std::array kNames = std::to_array<NameRow>({
    {"collections", "OrderedDict", {ordered_dict}},
    {"__builtin__", "set", {set}},
    {"builtins", "set", {set}},
    {"torch", "Size", {size}},
    {"torch", "device", {device}},
    {"torch", "Tensor", {tensor_type}},
    {"torch.nn.parameter", "Parameter", {tensor_type}},
    {"torch._utils", "_rebuild_tensor", {rebuild_tensor}},
    {"torch._utils", "_rebuild_tensor_v2", {rebuild_tensor_v2}},
    {"torch._utils", "_rebuild_tensor_v3", {rebuild_tensor_v3}},
    {"torch._utils", "_rebuild_parameter", {rebuild_parameter}},
    {"torch._utils", "_rebuild_parameter_with_state", {rebuild_parameter_with_state}},
    {"torch._tensor", "_rebuild_from_type_v2", {rebuild_from_type}},
    {"torch.jit._pickle", "build_intlist", {script_wrapper}},
    {"torch.jit._pickle", "build_doublelist", {script_wrapper}},
    {"torch.jit._pickle", "build_boollist", {script_wrapper}},
    {"torch.jit._pickle", "build_tensorlist", {script_wrapper}},
    {"torch.jit._pickle", "restore_type_tag", {script_wrapper}},
    {"torch.storage", "UntypedStorage", {storage_type, DType::u8}},
    {"torch", "DoubleStorage", {storage_type, DType::f64}},
    {"torch", "FloatStorage", {storage_type, DType::f32}},
    {"torch", "HalfStorage", {storage_type, DType::f16}},
    {"torch", "BFloat16Storage", {storage_type, DType::bf16}},
    {"torch", "LongStorage", {storage_type, DType::i64}},
    {"torch", "IntStorage", {storage_type, DType::i32}},
    {"torch", "ShortStorage", {storage_type, DType::i16}},
    {"torch", "CharStorage", {storage_type, DType::i8}},
    {"torch", "ByteStorage", {storage_type, DType::u8}},
    {"torch", "BoolStorage", {storage_type, DType::boolean}},
    {"torch", "float64", {dtype, DType::f64}},
    {"torch", "float32", {dtype, DType::f32}},
    {"torch", "float16", {dtype, DType::f16}},
    {"torch", "bfloat16", {dtype, DType::bf16}},
    {"torch", "int64", {dtype, DType::i64}},
    {"torch", "int32", {dtype, DType::i32}},
    {"torch", "int16", {dtype, DType::i16}},
    {"torch", "int8", {dtype, DType::i8}},
    {"torch", "uint8", {dtype, DType::u8}},
    {"torch", "bool", {dtype, DType::boolean}},
});

/// Below which the classes of a TorchScript program lie. Nothing of their code is read.
constexpr std::string_view kScriptModules = "__torch__";

/// More dimensions than any tensor has.
constexpr std::size_t kMaxRank = 32;

/// Arguments of a call, each of which must be of the type it is asked for.
class Arguments {
 public:
  Arguments(const ByteReader& reader, const Value& tuple, std::string_view callee)
      : reader_(reader), callee_(callee) {
    const auto* sequence = as<Sequence*>(tuple);
    if (sequence == nullptr) fail("its arguments are not a tuple");
    items_ = (*sequence)->items;
  }

  [[nodiscard]] std::size_t size() const { return items_.size(); }
  /// Where the call stands in the pickle.
  [[nodiscard]] std::size_t offset() const { return reader_.item_offset(); }

  void expect_size(std::size_t least, std::size_t most) const {
    if (items_.size() < least || items_.size() > most)
      fail("it was given " + std::to_string(items_.size()) + " arguments");
  }

  [[nodiscard]] const Value& at(std::size_t index) const {
    if (index >= items_.size()) fail("argument " + std::to_string(index) + " is missing");
    return items_[index];
  }

  template <typename T>
  [[nodiscard]] const T& get(std::size_t index, std::string_view expected) const {
    const T* value = as<T>(at(index));
    if (value == nullptr)
      fail("argument " + std::to_string(index) + " is not " + std::string(expected));
    return *value;
  }

  /// A size, count or offset.
  [[nodiscard]] std::int64_t natural(std::size_t index) const {
    const auto value = get<std::int64_t>(index, "an integer");
    if (value < 0)
      fail("argument " + std::to_string(index) + " is negative: " + std::to_string(value));
    return value;
  }

  /// A tuple of sizes or strides.
  [[nodiscard]] std::vector<std::int64_t> naturals(std::size_t index) const {
    const Sequence& sequence = *get<Sequence*>(index, "a tuple");
    if (sequence.items.size() > kMaxRank)
      fail("a tensor of " + std::to_string(sequence.items.size()) + " dimensions");
    std::vector<std::int64_t> values;
    for (const Value& item : sequence.items) {
      const auto* value = as<std::int64_t>(item);
      if (value == nullptr || *value < 0) fail("a size or stride is not a natural number");
      values.push_back(*value);
    }
    return values;
  }

  [[nodiscard]] DType dtype_of(std::size_t index, NameKind kind, std::string_view expected) const {
    const Name& name = get<Name>(index, expected);
    if (name.kind != kind)
      fail("argument " + std::to_string(index) + " is not " + std::string(expected));
    return name.dtype;
  }

  [[noreturn]] void fail(const std::string& message) const {
    reader_.fail("cannot build " + std::string(callee_) + ": " + message);
  }

 private:
  const ByteReader& reader_;
  std::string_view callee_;
  std::span<const Value> items_;
};

/// (storage, offset, shape, strides[, requires_grad, hooks][, dtype][, metadata])
Value build_tensor(const Arguments& arguments, Heap& heap, LoadBudget& budget, NameKind kind) {
  if (kind == rebuild_tensor) arguments.expect_size(4, 4);
  if (kind == rebuild_tensor_v2) arguments.expect_size(6, 7);
  if (kind == rebuild_tensor_v3) arguments.expect_size(7, 8);
  TensorRecord record;
  record.storage = arguments.get<const Storage*>(0, "a storage");
  record.dtype =
      kind == rebuild_tensor_v3 ? arguments.dtype_of(6, dtype, "a dtype") : record.storage->dtype;
  record.offset = arguments.natural(1);
  record.shape = arguments.naturals(2);
  record.strides = arguments.naturals(3);
  if (record.shape.size() != record.strides.size())
    arguments.fail("shape " + shape_text(record.shape) + " with strides " +
                   shape_text(record.strides));
  budget.take(sizeof(record) + 4 * sizeof(std::int64_t) * record.shape.size());
  record.described_at = arguments.offset();
  return &heap.tensors.emplace_back(std::move(record));
}

/// OrderedDict() or, as Python 2 wrote it, OrderedDict([[key, value], ...]).
Value build_ordered_dict(const Arguments& arguments, Heap& heap, LoadBudget& budget) {
  arguments.expect_size(0, 1);
  budget.take(2 * sizeof(Dict));
  Dict& dict = heap.dicts.emplace_back();
  if (arguments.size() == 0) return &dict;
  const std::vector<Value>& pairs = arguments.get<Sequence*>(0, "a list")->items;
  budget.take(2 * sizeof(dict.items[0]) * pairs.size());
  for (const Value& item : pairs) {
    const auto* pair = as<Sequence*>(item);
    if (pair == nullptr || (*pair)->items.size() != 2) arguments.fail("an item is not a pair");
    dict.items.emplace_back((*pair)->items[0], (*pair)->items[1]);
  }
  return &dict;
}

/// _rebuild_from_type_v2(function, type, arguments, attributes): a tensor with Python attributes.
Value build_from_type(const ByteReader& reader, const Arguments& arguments, Heap& heap,
                      LoadBudget& budget) {
  arguments.expect_size(4, 4);
  const Name& function = arguments.get<Name>(0, "a function");
  if (function.kind == rebuild_from_type || arguments.get<Name>(1, "a type").kind != tensor_type)
    arguments.fail("it is not a plain tensor");
  return call(reader, heap, budget, function, arguments.at(2));
}

}  // namespace

Name find_name(const ByteReader& reader, std::string_view module, std::string_view name) {
  if (module == kScriptModules || module.starts_with(std::string(kScriptModules) + "."))
    return {script_module};
  // Storages that were on a GPU had types of their own long ago.
  const std::string_view searched = module == "torch.cuda" ? "torch" : module;
  const auto* const row = std::ranges::find_if(
      kNames, [&](const NameRow& known) { return known.module == searched && known.name == name; });
  if (row == kNames.end())
    reader.fail("the name " + in_quotes(std::string(module) + "." + std::string(name)) +
                " is none that a tensor or container needs, and saa runs no code from a "
                "checkpoint; if you trust the file, save its state_dict alone");
  return row->meaning;
}

Value call(const ByteReader& reader, Heap& heap, LoadBudget& budget, const Value& callee,
           const Value& arguments) {
  const auto* name = as<Name>(callee);
  if (name == nullptr) reader.fail("a call of something that is not a function");
  switch (name->kind) {
    case ordered_dict:
      return build_ordered_dict({reader, arguments, "an OrderedDict"}, heap, budget);
    case rebuild_tensor:
    case rebuild_tensor_v2:
    case rebuild_tensor_v3:
      return build_tensor({reader, arguments, "a tensor"}, heap, budget, name->kind);
    case rebuild_parameter:
    case rebuild_parameter_with_state: {
      const Arguments parameter(reader, arguments, "a parameter");
      parameter.expect_size(3, 4);
      return parameter.get<const TensorRecord*>(0, "a tensor");
    }
    case rebuild_from_type:
      return build_from_type(reader, {reader, arguments, "a tensor with attributes"}, heap, budget);
    case set:
      return Arguments(reader, arguments, "a set").get<Sequence*>(0, "a list");
    case size:
      return Arguments(reader, arguments, "a torch.Size").get<Sequence*>(0, "a tuple");
    case device:
      return Arguments(reader, arguments, "a torch.device").at(0);
    case script_wrapper:
      return Arguments(reader, arguments, "a TorchScript value").at(0);
    case script_module:
    case tensor_type:
    case dtype:
    case storage_type:
      break;
  }
  reader.fail("a call of a type that checkpoints only mention");
}

Value storage_of(const ByteReader& reader, Heap& heap, LoadBudget& budget, const Value& id) {
  const Arguments arguments(reader, id, "a storage");
  const auto tag = arguments.get<std::string_view>(0, "a text");
  if (tag == "module")
    reader.fail("the file holds a whole Python module; save its state_dict() instead");
  if (tag != "storage") arguments.fail("an object of kind " + in_quotes(tag));
  arguments.expect_size(5, 6);
  Storage storage;
  storage.dtype = arguments.dtype_of(1, storage_type, "a storage type");
  storage.key = arguments.get<std::string_view>(2, "a text");
  storage.stored = arguments.natural(4);
  storage.count = storage.stored;
  if (arguments.size() == 6 && as<None>(arguments.at(5)) == nullptr) {
    const Arguments view(reader, arguments.at(5), "a view of a storage");
    view.expect_size(3, 3);
    storage.first = view.natural(1);
    storage.count = view.natural(2);
    if (storage.first > storage.stored || storage.count > storage.stored - storage.first)
      view.fail(std::to_string(storage.count) + " elements from element " +
                std::to_string(storage.first) + " of " + std::to_string(storage.stored));
  }
  budget.take(2 * sizeof(storage));
  return &heap.storages.emplace_back(storage);
}

}  // namespace saa::pickle
