#pragma once

#include <cstddef>
#include <string>

namespace graft {

/// Text from a file or a file system, made fit for a one-line message: no control characters, and not too long.
inline std::string printable(std::string text) {
  constexpr std::size_t longest = 500;
  for (char& c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7F) c = '?';
  }
  return text.size() <= longest ? text : text.substr(0, longest) + "...";
}

}  // namespace graft
