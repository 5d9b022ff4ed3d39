#pragma once

#include <algorithm>

#include <graft/data/image/detail/exact.hpp>

namespace graft::detail {

// A filter of a resize: `weight` is that of an input at some distance from the centre of an output, 0 from `support` on. The
// distance, never negative, is in pixels of the input when enlarging, of the output when shrinking. A product that is added to
// something is rounded on its own, see exact_product.

/// Pillow's BILINEAR: a triangle.
struct BilinearFilter {
  static constexpr double support = 1;
  static double weight(double distance) { return std::max(0.0, 1 - distance); }
};

/// Pillow's BICUBIC.
/// Source: Keys, "Cubic convolution interpolation for digital image processing", 1981, with a = -0.5.
struct BicubicFilter {
  static constexpr double support = 2;
  static double weight(double distance) {
    constexpr double a = -0.5;
    if (distance < 1) return exact_product((exact_product(a + 2, distance) - (a + 3)) * distance, distance) + 1;
    if (distance < 2) return (exact_product(exact_product(distance - 5, distance) + 8, distance) - 4) * a;
    return 0;
  }
};

}  // namespace graft::detail
