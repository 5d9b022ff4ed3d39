#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <graft/weights/io/detail/byte_reader.hpp>
#include <graft/weights/pth/detail/pickle_globals.hpp>
#include <graft/weights/pth/detail/pickle_stack.hpp>

namespace graft::detail {

/// Reads one pickle of protocol 1 to 5 into inert values: nothing is imported, called or executed.
/// Source: the opcodes are those of Python's pickletools; persistent numbers are torch.save's.
class PickleReader : PickleStack {
 public:
  explicit PickleReader(ByteReader& bytes) : PickleStack(bytes) {}

  Pickle read() && {
    while (step(bytes_->byte())) {
    }
    pickle_.root = pop();
    return std::move(pickle_);
  }

 private:
  static constexpr std::size_t max_name = 1'000;

  // One opcode; false at the last one.
  bool step(std::uint8_t opcode) {
    switch (opcode) {
      case '.': return false;
      case 0x80:  // protocol
        if (bytes_->byte() > 5) bytes_->fail("the pickle's protocol is newer than 5");
        break;
      case 0x95: bytes_->number<std::uint64_t>(); break;  // frame
      case '(': mark(); break;
      case '0': pop(); break;
      case '1': pop_marked(); break;
      case '2': push(top()); break;

      case 'N': push(constant(none_, PickleKind::none, 0)); break;
      case 0x88: push(constant(true_, PickleKind::boolean, 1)); break;
      case 0x89: push(constant(false_, PickleKind::boolean, 0)); break;
      case 'K': push_integer(bytes_->byte()); break;
      case 'M': push_integer(bytes_->number<std::uint16_t>()); break;
      case 'J': push_integer(bytes_->number<std::int32_t>()); break;
      case 0x8a: push_long(bytes_->byte()); break;
      case 0x8b: push_long(bytes_->number<std::uint32_t>()); break;
      case 'G': push_real(); break;

      case 'X': push_text(PickleKind::text, bytes_->number<std::uint32_t>()); break;
      case 0x8c: push_text(PickleKind::text, bytes_->byte()); break;
      case 0x8d: push_text(PickleKind::text, bytes_->number<std::uint64_t>()); break;
      case 'T': push_text(PickleKind::text, bytes_->number<std::uint32_t>()); break;  // Python 2's str
      case 'U': push_text(PickleKind::text, bytes_->byte()); break;
      case 'B': push_text(PickleKind::bytes, bytes_->number<std::uint32_t>()); break;
      case 'C': push_text(PickleKind::bytes, bytes_->byte()); break;
      case 0x8e: push_text(PickleKind::bytes, bytes_->number<std::uint64_t>()); break;
      case 0x96: push_text(PickleKind::bytes, bytes_->number<std::uint64_t>()); break;

      case ')': push_items(PickleKind::tuple, {}); break;
      case 0x85: push_items(PickleKind::tuple, pop_last(1)); break;
      case 0x86: push_items(PickleKind::tuple, pop_last(2)); break;
      case 0x87: push_items(PickleKind::tuple, pop_last(3)); break;
      case 't': push_items(PickleKind::tuple, pop_marked()); break;
      case ']': push_items(PickleKind::list, {}); break;
      case 'l': push_items(PickleKind::list, pop_marked()); break;
      case '}': push_items(PickleKind::dict, {}); break;
      case 'd': push_items(PickleKind::dict, pop_marked()); break;
      case 0x8f: push_items(PickleKind::set, {}); break;
      case 0x91: push_items(PickleKind::set, pop_marked()); break;
      case 'a': append(PickleKind::list, pop_last(1)); break;
      case 'e': append(PickleKind::list, pop_marked()); break;
      case 's': append(PickleKind::dict, pop_last(2)); break;
      case 'u': append(PickleKind::dict, pop_marked()); break;
      case 0x90: append(PickleKind::set, pop_marked()); break;

      case 'q': memoize(bytes_->byte()); break;
      case 'r': memoize(bytes_->number<std::uint32_t>()); break;
      case 0x94: memoize_next(); break;
      case 'h': recall(bytes_->byte()); break;
      case 'j': recall(bytes_->number<std::uint32_t>()); break;

      case 'c': {
        const std::string module = bytes_->line(max_name);
        push_global(module, bytes_->line(max_name));
        break;
      }
      case 0x93: {
        const std::vector<PickleId> names = pop_last(2);
        for (const PickleId name : names)
          if (node(name).kind != PickleKind::text || node(name).text.size() > max_name)
            bytes_->fail("the pickle names something by no text");
        push_global(node(names[0]).text, node(names[1]).text);
        break;
      }
      case 'R':
      case 0x81: {  // call a function, make an object
        const std::vector<PickleId> parts = pop_last(2);
        push_object(parts[0], parts[1]);
        break;
      }
      case 0x92: {  // make an object, with named arguments, which nothing here needs
        const std::vector<PickleId> parts = pop_last(3);
        push_object(parts[0], parts[1]);
        break;
      }
      case 'b': set_state(); break;
      case 'Q': push_persistent(); break;
      default:
        if (bytes_->position() == start_ + 1) bytes_->fail("it does not begin like a pickle");
        bytes_->fail("the pickle has an instruction (" + std::to_string(int{opcode}) + ") that no weights file needs");
    }
    return true;
  }

  void push_global(const std::string& module, const std::string& name) {
    if (!is_allowed_global(module, name))
      bytes_->fail_refused("it names '" + module + "." + name +
                           "', which is not on the list of what a weights file may name; nothing was executed");
    const PickleId id = make(PickleKind::global);
    node(id).text = module + "." + name;
    push(id);
  }

  void push_object(PickleId callee, PickleId arguments) {
    if (node(callee).kind != PickleKind::global) bytes_->fail("the pickle calls what is no class");
    if (node(arguments).kind != PickleKind::tuple) bytes_->fail("the pickle calls with what are no arguments");
    const std::string& name = node(callee).text;
    const std::vector<PickleId>& given = node(arguments).items;
    if (name == "collections.OrderedDict" || name == "collections.defaultdict" || name == "collections.Counter")
      push_items(PickleKind::dict, given.empty() ? std::vector<PickleId>{} : pairs(given.back()));
    else if (name.ends_with(".set") || name.ends_with(".frozenset"))
      push_items(PickleKind::set, given.empty() ? std::vector<PickleId>{} : charged(node(given[0]).items));
    else
      push_items(PickleKind::object, {callee, arguments, constant(none_, PickleKind::none, 0)});
  }

  // A storage; or, in the legacy format, a class together with its source code, of which the class is taken.
  void push_persistent() {
    const PickleId described = pop();
    const PickleNode& tuple = node(described);
    if (tuple.kind == PickleKind::tuple && tuple.items.size() == 4 && node(tuple.items[0]).text == "module")
      return push(tuple.items[1]);
    push_items(PickleKind::persistent, {described});
    pickle_.persistents.push_back(top());
  }

  // The contents of a dict, or of Python 2's list of pairs; nothing of a defaultdict's factory.
  std::vector<PickleId> pairs(PickleId from) {
    if (node(from).kind == PickleKind::dict) return charged(node(from).items);
    std::vector<PickleId> result;
    if (node(from).kind != PickleKind::list) return result;
    for (const PickleId pair : charged(node(from).items)) {
      const std::vector<PickleId>& both = node(pair).items;
      if (both.size() != 2) bytes_->fail("the pickle makes a dict of what are no pairs");
      result.insert(result.end(), both.begin(), both.end());
    }
    return result;
  }

  void set_state() {
    const PickleId state = pop();
    PickleNode& target = node(top());
    if (target.kind == PickleKind::object)
      target.items[2] = state;
    else if (target.kind != PickleKind::dict)
      bytes_->fail("the pickle gives a state to what has none");
  }
};

}  // namespace graft::detail
