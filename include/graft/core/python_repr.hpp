#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <string>

namespace graft {

/// A number as Python's repr() writes it: the shortest digits that read back as the same value.
///
/// Example: `python_repr(1e-5) == "1e-05"`, `python_repr(0.5) == "0.5"`, `python_repr(2.0) == "2.0"`.
inline std::string python_repr(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  constexpr std::size_t room = 400;  // the smallest numbers have over 300 zeros when written out
  char characters[room];
  const auto written = [&](std::chars_format format) {
    return std::string(characters, std::to_chars(characters, characters + room, value, format).ptr);
  };
  std::string text = written(std::chars_format::scientific);
  const int exponent = std::atoi(text.c_str() + text.find('e') + 1);
  if (exponent < -4 || exponent >= 16) return text;
  text = written(std::chars_format::fixed);
  return text.find('.') == std::string::npos ? text + ".0" : text;
}

/// `True` or `False`.
inline std::string python_repr(bool value) { return value ? "True" : "False"; }

}  // namespace graft
