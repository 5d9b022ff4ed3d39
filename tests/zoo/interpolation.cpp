#include "support/doctest.hpp"

#include <graft/zoo/interpolation.hpp>

namespace interpolation_tests {

using namespace graft;

TEST_CASE("an interpolation is found by its name, and by no other") {
  static_assert(to_string(Interpolation::bilinear) == "bilinear" && to_string(Interpolation::bicubic) == "bicubic");
  static_assert(interpolation_named("bilinear") == Interpolation::bilinear);
  static_assert(interpolation_named("bicubic") == Interpolation::bicubic);
  static_assert(!interpolation_named("nearest") && !interpolation_named("") && !interpolation_named("bicubic "));
}

}  // namespace interpolation_tests
