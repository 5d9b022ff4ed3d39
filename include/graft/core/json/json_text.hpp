#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace graft::detail {

/// Appends a UTF-8 text to JSON, as a JSON string: quoted, with escapes where needed.
inline void append_json_text(std::string& to, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr std::string_view special = "\"\\\b\f\n\r\t";
  constexpr std::string_view letters = "\"\\bfnrt";
  to += '"';
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (const std::size_t place = special.find(c); place != std::string_view::npos) {
      to += '\\';
      to += letters[place];
    } else if (code < 0x20) {
      to += "\\u00";
      to += digits[code >> 4];
      to += digits[code & 0xFU];
    } else {
      to += c;
    }
  }
  to += '"';
}

}  // namespace graft::detail
