#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <graft/weights/pth/detail/pickle_opcode.hpp>

namespace graft::detail {

/// Writes a pickle of protocol 2, with the opcodes that a dict of tensors needs.
class PickleWriter {
 public:
  PickleWriter() {
    put(PickleOpcode::proto);
    append(2, 1);
  }

  void global(std::string_view module, std::string_view name) {
    put(PickleOpcode::global);
    text_.append(module).append("\n").append(name).append("\n");
  }
  void empty_tuple() { put(PickleOpcode::empty_tuple); }
  void mark() { put(PickleOpcode::mark); }
  void tuple() { put(PickleOpcode::tuple); }           // of all values since the mark
  void call() { put(PickleOpcode::reduce); }           // takes a function and a tuple
  void set_items() { put(PickleOpcode::setitems); }    // takes a dict, a mark, and keys with their values
  void persistent() { put(PickleOpcode::binpersid); }  // takes a tuple
  void boolean(bool value) { put(value ? PickleOpcode::newtrue : PickleOpcode::newfalse); }

  void text(std::string_view value) {
    put(PickleOpcode::binunicode);
    append(value.size(), 4);
    text_ += value;
  }

  void integer(std::int64_t value) {
    if (value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max()) {
      put(PickleOpcode::binint);
      append(static_cast<std::uint64_t>(value), 4);
    } else {
      put(PickleOpcode::long1);
      append(8, 1);
      append(static_cast<std::uint64_t>(value), 8);
    }
  }

  void integers(std::span<const std::int64_t> values) {
    mark();
    for (const std::int64_t value : values) integer(value);
    tuple();
  }

  std::string finish() && {
    put(PickleOpcode::stop);
    return std::move(text_);
  }

 private:
  void put(PickleOpcode opcode) { append(static_cast<std::uint64_t>(opcode), 1); }

  void append(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) text_.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
  }

  std::string text_;
};

}  // namespace graft::detail
