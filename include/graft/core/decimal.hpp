#pragma once

#include <string_view>

#include <graft/core/short_string.hpp>

namespace graft {

/// A number of at least 0 in decimal digits: the name of a module in a Sequential.
[[nodiscard]] constexpr ShortString<31> decimal(int number) {
  ShortString<31> text;
  if (number >= 10) text = decimal(number / 10);
  const char digit[] = {static_cast<char>('0' + number % 10)};
  text.append(std::string_view{digit, 1});
  return text;
}

}  // namespace graft
