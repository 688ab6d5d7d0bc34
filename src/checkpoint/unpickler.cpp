#include "checkpoint/unpickler.h"

#include "checkpoint/torch_objects.h"

#include <algorithm>
#include <bit>
#include <optional>

// A pickle is a program for a stack machine. Each opcode is one byte, followed by its argument;
// n1, n2, n4, n8 are little-endian unsigned lengths or numbers of that many bytes:
//
//   values        N None   88 True   89 False   J i4   K n1   M n2   8a n1 + integer   G f8,
//   big-endian
//                 8b n4 + integer
//   texts         X n4 + UTF-8   8c n1 + UTF-8   8d n8 + UTF-8   U n1 + bytes   T n4 + bytes
//   bytes         C n1 + bytes   B n4 + bytes    8e n8 + bytes   (read as texts)
//   tuples        ) empty   85 86 87 of the top 1, 2, 3   t of all above the mark
//   lists, sets   ] empty list   8f empty set   a append one   e, 90 append all above the mark
//   dicts         } empty   s set one item   u set all above the mark
//   stack         ( mark   0 pop   1 pop to the mark   2 duplicate
//   memo          q n1, r n4 put   94 put under the next number   h n1, j n4 get
//   names         c two lines: module, name   93 module and name from the stack
//   objects       R call   b set attributes   Q storage of a persistent id
//   frames        80 n1 protocol   95 n8 size of a frame   . end
//
// All others (instances of classes, extension codes, the text forms of protocol 0) are refused.

namespace saa::pickle {
namespace {

// What one step, container or call may hold on to at most, in bytes.
constexpr std::uint64_t kStepCost = 64;
constexpr std::uint64_t kContainerCost = 128;

constexpr std::uint8_t kHighestProtocol = 5;
constexpr std::size_t kMaxNameLine = 256;

class Machine {
 public:
  Machine(ByteReader& reader, Heap& heap, LoadBudget& budget)
      : reader_(reader), heap_(heap), budget_(budget) {}

  Value run() {
    for (;;) {
      reader_.begin_item();
      budget_.take(kStepCost);
      const auto opcode = reader_.read<std::uint8_t>("an opcode");
      if (opcode == '.') return pop();
      const bool known = push_plain(opcode) || push_text(opcode) || build_container(opcode) ||
                         use_stack(opcode) || use_object(opcode);
      if (!known) refuse(opcode);
    }
  }

 private:
  [[noreturn]] void refuse(std::uint8_t opcode) const {
    constexpr std::string_view kDigits = "0123456789abcdef";
    reader_.fail(std::string("opcode 0x") + kDigits[opcode >> 4] + kDigits[opcode & 0xF] +
                 " is none that a checkpoint of tensors needs; the file is damaged, or holds "
                 "other Python objects: save its state_dict alone");
  }

  bool push_plain(std::uint8_t opcode) {
    switch (opcode) {
      case 'N':
        push(None{});
        return true;
      case 0x88:
        push(true);
        return true;
      case 0x89:
        push(false);
        return true;
      case 'J':
        push(std::int64_t{reader_.read<std::int32_t>("an integer")});
        return true;
      case 'K':
        push(std::int64_t{reader_.read<std::uint8_t>("an integer")});
        return true;
      case 'M':
        push(std::int64_t{reader_.read<std::uint16_t>("an integer")});
        return true;
      case 'G':
        push(read_float());
        return true;
      case 0x8a:
        push(read_integer(reader_.read<std::uint8_t>("a length")));
        return true;
      case 0x8b:
        push(read_integer(reader_.read<std::uint32_t>("a length")));
        return true;
      default:
        return false;
    }
  }

  bool push_text(std::uint8_t opcode) {
    switch (opcode) {
      case 'U':
      case 'C':
      case 0x8c:
        push(take_text(reader_.read<std::uint8_t>("a length")));
        return true;
      case 'T':
      case 'B':
      case 'X':
        push(take_text(reader_.read<std::uint32_t>("a length")));
        return true;
      case 0x8d:
      case 0x8e:
        push(take_text(reader_.read<std::uint64_t>("a length")));
        return true;
      default:
        return false;
    }
  }

  bool build_container(std::uint8_t opcode) {
    switch (opcode) {
      case ')':
      case ']':
      case 0x8f:
        push_sequence(0);
        return true;
      case 0x85:
      case 0x86:
      case 0x87:
        push_sequence(opcode - 0x84u);
        return true;
      case 't':
        push_sequence(above_mark());
        return true;
      case '}':
        push(new_dict());
        return true;
      case 'a':
        append(1);
        return true;
      case 'e':
      case 0x90:
        append(above_mark());
        return true;
      case 's':
        set_items(2);
        return true;
      case 'u':
        set_items(above_mark());
        return true;
      default:
        return false;
    }
  }

  bool use_stack(std::uint8_t opcode) {
    switch (opcode) {
      case '(':
        marks_.push_back(stack_.size());
        return true;
      case '0':
        (void)pop();
        return true;
      case '1':
        stack_.resize(stack_.size() - above_mark());
        return true;
      case '2':
        push(top());
        return true;
      case 'q':
        put(reader_.read<std::uint8_t>("a memo number"));
        return true;
      case 'r':
        put(reader_.read<std::uint32_t>("a memo number"));
        return true;
      case 0x94:
        put(memo_.size());
        return true;
      case 'h':
        get(reader_.read<std::uint8_t>("a memo number"));
        return true;
      case 'j':
        get(reader_.read<std::uint32_t>("a memo number"));
        return true;
      case 0x95:
        expect_frame();
        return true;
      case 0x80:
        expect_protocol();
        return true;
      default:
        return false;
    }
  }

  bool use_object(std::uint8_t opcode) {
    switch (opcode) {
      case 'c': {
        const std::string_view module = take_line();
        push_named(module, take_line());
        return true;
      }
      case 0x93: {
        const std::string_view name = pop_text();
        push_named(pop_text(), name);
        return true;
      }
      case 'R': {
        const Value arguments = pop();
        const Value callee = pop();
        push(call(reader_, heap_, budget_, callee, arguments));
        return true;
      }
      case 'Q':
        push(storage_of(reader_, heap_, budget_, pop()));
        return true;
      case 0x81: {
        (void)pop();
        push_object(pop());
        return true;
      }
      case 'b':
        set_attributes();
        return true;
      default:
        return false;
    }
  }

  void push(Value value) { stack_.push_back(value); }

  /// The part of the stack that the innermost mark leaves free to use.
  [[nodiscard]] std::size_t available() const {
    return stack_.size() - (marks_.empty() ? 0 : marks_.back());
  }

  [[nodiscard]] const Value& top() const {
    if (available() == 0) reader_.fail("the pickle takes a value from an empty stack");
    return stack_.back();
  }

  Value pop() {
    const Value value = top();
    stack_.pop_back();
    return value;
  }

  std::string_view pop_text() {
    const Value value = pop();
    const auto* text = as<std::string_view>(value);
    if (text == nullptr) reader_.fail("a module or name that is not a text");
    return *text;
  }

  /// Takes the innermost mark away and says how many values lie above it.
  std::size_t above_mark() {
    if (marks_.empty()) reader_.fail("the pickle uses a mark that it has not set");
    const std::size_t count = available();
    marks_.pop_back();
    return count;
  }

  /// The topmost `count` values, still on the stack.
  [[nodiscard]] std::span<const Value> topmost(std::size_t count) const {
    if (count > available()) reader_.fail("the pickle takes a value from an empty stack");
    return std::span(stack_).last(count);
  }

  void push_sequence(std::size_t count) {
    budget_.take(kContainerCost);
    const auto items = topmost(count);
    Sequence& sequence = heap_.sequences.emplace_back();
    sequence.items.assign(items.begin(), items.end());
    stack_.resize(stack_.size() - count);
    push(&sequence);
  }

  Dict* new_dict() {
    budget_.take(kContainerCost);
    return &heap_.dicts.emplace_back();
  }

  void append(std::size_t count) {
    const auto items = topmost(count);
    const std::size_t under = stack_.size() - count;
    const auto* target = under == 0 ? nullptr : as<Sequence*>(stack_[under - 1]);
    if (target == nullptr) reader_.fail("items for a list, but no list below them");
    (*target)->items.insert((*target)->items.end(), items.begin(), items.end());
    stack_.resize(under);
  }

  void set_items(std::size_t count) {
    const auto items = topmost(count);
    const std::size_t under = stack_.size() - count;
    const auto* target = under == 0 ? nullptr : as<Dict*>(stack_[under - 1]);
    if (target == nullptr || count % 2 != 0)
      reader_.fail("items for a dict, but no dict below them or half an item");
    for (std::size_t i = 0; i < count; i += 2)
      (*target)->items.emplace_back(items[i], items[i + 1]);
    stack_.resize(under);
  }

  /// Writers number the memo from 0 upwards. A gap costs what it takes to hold.
  void put(std::uint64_t number) {
    const Value value = top();
    if (number >= memo_.size()) {
      budget_.take((number - memo_.size() + 1) * kStepCost);
      memo_.resize(static_cast<std::size_t>(number) + 1);
    }
    memo_[static_cast<std::size_t>(number)] = value;
  }

  void get(std::uint64_t number) {
    if (number >= memo_.size() || !memo_[static_cast<std::size_t>(number)])
      reader_.fail("memo number " + std::to_string(number) + " was never put");
    push(*memo_[static_cast<std::size_t>(number)]);
  }

  void expect_protocol() {
    const auto protocol = reader_.read<std::uint8_t>("a protocol number");
    if (protocol > kHighestProtocol)
      reader_.fail("pickle protocol " + std::to_string(protocol) + "; saa reads up to " +
                   std::to_string(kHighestProtocol));
  }

  /// Frames only say how much may be read at once.
  void expect_frame() {
    const auto size = reader_.read<std::uint64_t>("a frame size");
    if (size > reader_.remaining())
      reader_.fail("a frame of " + std::to_string(size) + " bytes, but " +
                   std::to_string(reader_.remaining()) + " are left");
  }

  void push_named(std::string_view module, std::string_view name) {
    push(find_name(reader_, module, name));
  }

  void push_object(const Value& type) {
    const auto* name = as<Name>(type);
    if (name == nullptr || name->kind != NameKind::script_module)
      reader_.fail("opcode 0x81 makes an object that is not a module of a TorchScript program");
    Dict* object = new_dict();
    object->is_object = true;
    push(object);
  }

  /// Those of an OrderedDict (a state_dict's _metadata) hold no tensors and are dropped.
  void set_attributes() {
    const Value attributes = pop();
    const auto* target = as<Dict*>(top());
    if (target == nullptr)
      reader_.fail("opcode 0x62 sets attributes of an object that can have none");
    if (!(*target)->is_object) return;
    const auto* items = as<Dict*>(attributes);
    if (items == nullptr || *items == *target)
      reader_.fail("attributes of a module that are not in a dict of their own");
    budget_.take(2 * sizeof((*items)->items[0]) * (*items)->items.size());
    (*target)->items.insert((*target)->items.end(), (*items)->items.begin(), (*items)->items.end());
  }

  std::string_view take_text(std::uint64_t length) { return reader_.take_text(length, "a text"); }

  std::string_view take_line() { return reader_.take_line(kMaxNameLine, "a name"); }

  double read_float() {
    const auto bits = reader_.read<std::uint64_t>("a float");
    return std::bit_cast<double>(__builtin_bswap64(bits));
  }

  Value read_integer(std::uint64_t length) {
    const std::string_view bytes = reader_.take_text(length, "an integer");
    if (bytes.size() > sizeof(std::int64_t)) return BigInteger{bytes};
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      value |= std::uint64_t{static_cast<std::uint8_t>(bytes[i])} << (8 * i);
    const std::size_t unused = 64 - 8 * bytes.size();
    if (unused == 64) return std::int64_t{0};
    // The top bit that was read is the sign.
    return static_cast<std::int64_t>(value << unused) >> unused;
  }

  ByteReader& reader_;
  Heap& heap_;
  LoadBudget& budget_;
  std::vector<Value> stack_;
  std::vector<std::size_t> marks_;
  std::vector<std::optional<Value>> memo_;
};

}  // namespace

Value unpickle(ByteReader& reader, Heap& heap, LoadBudget& budget) {
  return Machine(reader, heap, budget).run();
}

}  // namespace saa::pickle
