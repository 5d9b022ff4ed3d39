#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <graft/weights/io/detail/byte_reader.hpp>
#include <graft/weights/pth/detail/pickle_opcode.hpp>
#include <graft/weights/pth/detail/pickle_stack.hpp>

namespace graft::detail {

/// Reads one pickle of protocol 2 to 5 into inert values: nothing is imported, called or executed. A global is its name, and
/// what Python would have called one for is an object that says so; whoever needs a tensor judges what it was made by.
/// Source: Python's pickletools for what the opcodes do; torch/serialization.py for the persistent ids.
class PickleReader : PickleStack {
 public:
  explicit PickleReader(ByteReader& bytes) : PickleStack(bytes) {}

  Pickle read() && {
    while (step(static_cast<PickleOpcode>(bytes_->byte()))) {
    }
    pickle_.root = pop();
    return std::move(pickle_);
  }

 private:
  static constexpr std::size_t max_name = 1'000;

  /// Does what an opcode says to the stack and the memo; false at the last one. Each family of opcodes is a function that
  /// returns whether the opcode is of its own.
  bool step(PickleOpcode opcode) {
    if (opcode == PickleOpcode::stop) return false;
    const bool known = framing(opcode) || stack(opcode) || constant(opcode) || number(opcode) || string(opcode) ||
                       container(opcode) || items(opcode) || memo(opcode) || object(opcode);
    if (known) return true;
    if (bytes_->position() == start_ + 1) bytes_->fail("it does not begin like a pickle");
    bytes_->fail("the pickle has an opcode (" + std::to_string(static_cast<int>(opcode)) + ") that no weights file needs");
  }

  bool framing(PickleOpcode opcode) {
    switch (opcode) {
      case PickleOpcode::proto:
        if (bytes_->byte() > 5) bytes_->fail("the pickle's protocol is newer than 5");
        return true;
      case PickleOpcode::frame: bytes_->number<std::uint64_t>(); return true;  // its length, which a stream does not need
      default: return false;
    }
  }

  bool stack(PickleOpcode opcode) {
    switch (opcode) {
      case PickleOpcode::mark: mark(); return true;
      case PickleOpcode::pop: pop(); return true;
      case PickleOpcode::pop_mark: pop_marked(); return true;
      case PickleOpcode::dup: push(top()); return true;
      default: return false;
    }
  }

  bool constant(PickleOpcode opcode) {
    switch (opcode) {
      case PickleOpcode::none: push(none()); return true;
      case PickleOpcode::newtrue: push(boolean(true)); return true;
      case PickleOpcode::newfalse: push(boolean(false)); return true;
      default: return false;
    }
  }

  bool number(PickleOpcode opcode) {
    switch (opcode) {
      case PickleOpcode::binint1: push_integer(bytes_->byte()); return true;
      case PickleOpcode::binint2: push_integer(bytes_->number<std::uint16_t>()); return true;
      case PickleOpcode::binint: push_integer(bytes_->number<std::int32_t>()); return true;
      case PickleOpcode::long1: push_long(bytes_->byte()); return true;
      case PickleOpcode::long4: push_long(bytes_->number<std::uint32_t>()); return true;
      case PickleOpcode::binfloat: push_real(); return true;
      default: return false;
    }
  }

  bool string(PickleOpcode opcode) {
    switch (opcode) {
      case PickleOpcode::short_binunicode:
      case PickleOpcode::short_binstring: push_text(PickleKind::text, bytes_->byte()); return true;
      case PickleOpcode::binunicode:
      case PickleOpcode::binstring: push_text(PickleKind::text, bytes_->number<std::uint32_t>()); return true;
      case PickleOpcode::binunicode8: push_text(PickleKind::text, bytes_->number<std::uint64_t>()); return true;
      case PickleOpcode::short_binbytes: push_text(PickleKind::bytes, bytes_->byte()); return true;
      case PickleOpcode::binbytes: push_text(PickleKind::bytes, bytes_->number<std::uint32_t>()); return true;
      case PickleOpcode::binbytes8:
      case PickleOpcode::bytearray8: push_text(PickleKind::bytes, bytes_->number<std::uint64_t>()); return true;
      default: return false;
    }
  }

  bool container(PickleOpcode opcode) {
    switch (opcode) {
      case PickleOpcode::empty_tuple: push_items(PickleKind::tuple, {}); return true;
      case PickleOpcode::tuple1: push_items(PickleKind::tuple, pop_last(1)); return true;
      case PickleOpcode::tuple2: push_items(PickleKind::tuple, pop_last(2)); return true;
      case PickleOpcode::tuple3: push_items(PickleKind::tuple, pop_last(3)); return true;
      case PickleOpcode::tuple: push_items(PickleKind::tuple, pop_marked()); return true;
      case PickleOpcode::empty_list: push_items(PickleKind::list, {}); return true;
      case PickleOpcode::list: push_items(PickleKind::list, pop_marked()); return true;
      case PickleOpcode::empty_dict: push_items(PickleKind::dict, {}); return true;
      case PickleOpcode::dict: push_items(PickleKind::dict, pop_marked()); return true;
      case PickleOpcode::empty_set: push_items(PickleKind::set, {}); return true;
      case PickleOpcode::frozenset: push_items(PickleKind::set, pop_marked()); return true;
      default: return false;
    }
  }

  bool items(PickleOpcode opcode) {
    switch (opcode) {
      case PickleOpcode::append: append(PickleKind::list, pop_last(1)); return true;
      case PickleOpcode::appends: append(PickleKind::list, pop_marked()); return true;
      case PickleOpcode::setitem: append(PickleKind::dict, pop_last(2)); return true;
      case PickleOpcode::setitems: append(PickleKind::dict, pop_marked()); return true;
      case PickleOpcode::additems: append(PickleKind::set, pop_marked()); return true;
      default: return false;
    }
  }

  bool memo(PickleOpcode opcode) {
    switch (opcode) {
      case PickleOpcode::binput: memoize(bytes_->byte()); return true;
      case PickleOpcode::long_binput: memoize(bytes_->number<std::uint32_t>()); return true;
      case PickleOpcode::memoize: memoize_next(); return true;
      case PickleOpcode::binget: recall(bytes_->byte()); return true;
      case PickleOpcode::long_binget: recall(bytes_->number<std::uint32_t>()); return true;
      default: return false;
    }
  }

  bool object(PickleOpcode opcode) {
    switch (opcode) {
      case PickleOpcode::global: push_global(); return true;
      case PickleOpcode::stack_global: push_stack_global(); return true;
      case PickleOpcode::reduce:
      case PickleOpcode::newobj: push_object(pop_last(2)); return true;
      case PickleOpcode::newobj_ex: push_object(pop_last(3)); return true;  // the third: named arguments, not needed here
      case PickleOpcode::obj: push_old_instance(pop_marked()); return true;
      case PickleOpcode::build: set_state(); return true;
      case PickleOpcode::binpersid: push_persistent(); return true;
      default: return false;
    }
  }

  void push_global() {
    const std::string module = bytes_->line(max_name);
    push_global(module, bytes_->line(max_name));
  }

  void push_stack_global() {
    const std::vector<PickleId> names = pop_last(2);
    for (const PickleId name : names)
      if (node(name).kind != PickleKind::text || node(name).text.size() > max_name)
        bytes_->fail("the pickle names a global by something that is not a name");
    push_global(node(names[0]).text, node(names[1]).text);
  }

  void push_global(const std::string& module, const std::string& name) {
    const PickleId id = make(PickleKind::global);
    node(id).text = module + "." + name;
    push(id);
  }

  /// What Python would make by calling `parts[0]` with the arguments `parts[1]`: a dict or a set of its items, the value that
  /// LibTorch wraps to say its type, or an object that only says what would have been called.
  void push_object(const std::vector<PickleId>& parts) {
    const PickleId callee = parts[0], arguments = parts[1];
    if (node(arguments).kind != PickleKind::tuple)
      bytes_->fail("the pickle calls something with arguments that are not a tuple");
    const std::string& name = node(callee).kind == PickleKind::global ? node(callee).text : node(none()).text;
    const std::vector<PickleId>& given = node(arguments).items;
    if (name == "collections.OrderedDict" || name == "collections.defaultdict" || name == "collections.Counter")
      push_items(PickleKind::dict, given.empty() ? std::vector<PickleId>{} : pairs(given.back()));
    else if (name == "builtins.set" || name == "builtins.frozenset" || name == "__builtin__.set" ||
             name == "__builtin__.frozenset")
      push_items(PickleKind::set, given.empty() ? std::vector<PickleId>{} : copied(node(given[0]).items));
    else if (name.starts_with("torch.jit._pickle.") && !given.empty())
      push(given[0]);
    else
      push_items(PickleKind::object, {callee, arguments, none(), none()});
  }

  /// An instance of a class of Python 2 that derives from nothing.
  void push_old_instance(const std::vector<PickleId>& parts) {
    if (parts.empty()) bytes_->fail("the pickle makes an instance of nothing");
    const PickleId arguments = make(PickleKind::tuple);
    node(arguments).items.assign(parts.begin() + 1, parts.end());
    push_items(PickleKind::object, {parts[0], arguments, none(), none()});
  }

  /// A storage; or, in the legacy format, a class together with its source code, of which only the class is kept.
  void push_persistent() {
    const PickleId described = pop();
    const PickleNode& tuple = node(described);
    if (tuple.kind == PickleKind::tuple && tuple.items.size() == 4 && node(tuple.items[0]).text == "module")
      return push(tuple.items[1]);
    push_items(PickleKind::persistent, {described});
    pickle_.persistents.push_back(top());
  }

  /// The items of a dict, or of the list of pairs that Python 2 makes one of; none for a defaultdict's factory.
  std::vector<PickleId> pairs(PickleId from) {
    if (node(from).kind == PickleKind::dict) return copied(node(from).items);
    std::vector<PickleId> result;
    if (node(from).kind != PickleKind::list) return result;
    for (const PickleId pair : copied(node(from).items)) {
      const std::vector<PickleId>& both = node(pair).items;
      if (both.size() != 2) bytes_->fail("the pickle makes a dict of items that are not pairs");
      result.insert(result.end(), both.begin(), both.end());
    }
    return result;
  }

  /// The state of a dict or a set, such as `_metadata` of a state_dict, is not needed here.
  void set_state() {
    const PickleId state = pop();
    PickleNode& target = node(top());
    if (target.kind == PickleKind::object) target.items[PickleNode::state] = state;
  }
};

}  // namespace graft::detail
