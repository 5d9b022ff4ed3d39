#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace graft::detail {

/// Puts together a pickle of protocol 2, out of the instructions that a dict of tensors needs.
class PickleWriter {
 public:
  PickleWriter() : text_("\x80\x02") {}

  void global(std::string_view module, std::string_view name) {
    text_.append("c").append(module).append("\n").append(name).append("\n");
  }
  void empty_tuple() { text_ += ')'; }
  void mark() { text_ += '('; }
  void tuple() { text_ += 't'; }       // of all since the mark
  void call() { text_ += 'R'; }        // (function, tuple)
  void set_items() { text_ += 'u'; }   // (dict, mark, key, value, ...)
  void persistent() { text_ += 'Q'; }  // (tuple)
  void boolean(bool value) { text_ += value ? '\x88' : '\x89'; }

  void text(std::string_view value) {
    text_ += 'X';
    append(value.size(), 4);
    text_ += value;
  }

  void integer(std::int64_t value) {
    if (value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max()) {
      text_ += 'J';
      append(static_cast<std::uint64_t>(value), 4);
    } else {
      text_ += "\x8a\x08";
      append(static_cast<std::uint64_t>(value), 8);
    }
  }

  void integers(std::span<const std::int64_t> values) {
    mark();
    for (const std::int64_t value : values) integer(value);
    tuple();
  }

  std::string finish() && {
    text_ += '.';
    return std::move(text_);
  }

 private:
  void append(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) text_.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
  }

  std::string text_;
};

}  // namespace graft::detail
