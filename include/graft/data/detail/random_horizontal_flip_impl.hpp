#pragma once

#include <algorithm>
#include <cstdint>

#include <graft/data/random_horizontal_flip.hpp>

namespace graft {

Image RandomHorizontalFlip::operator()(Image picture, Random& random) const {
  if (!random.bernoulli(p)) return picture;
  for (std::int64_t row = 0; row < picture.height; ++row) {
    const auto begin = picture.pixels.begin() + row * picture.width * 3;
    for (std::int64_t left = 0, right = picture.width - 1; left < right; ++left, --right) {
      std::swap_ranges(begin + left * 3, begin + left * 3 + 3, begin + right * 3);
    }
  }
  return picture;
}

}  // namespace graft
