#pragma once

#include <cstddef>

#include <graft/core/short_string.hpp>

namespace graft {

/// A number of at least 0 in decimal digits: the name of a module in a Sequential.
[[nodiscard]] constexpr ShortString<31> decimal(int number) {
  ShortString<31> text;
  text.size_ = 1;
  for (int left = number; left >= 10; left /= 10) ++text.size_;
  for (std::size_t i = text.size_; i > 0; number /= 10) text.characters_[--i] = static_cast<char>('0' + number % 10);
  return text;
}

}  // namespace graft
