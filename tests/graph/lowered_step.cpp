#include "support/doctest.hpp"

#include <initializer_list>

#include <graft/graph/lowered_step.hpp>

namespace lowered_step_tests {

using namespace graft;

TEST_CASE("steps are equal in all that they say, and by themselves fold, add and activate nothing") {
  constexpr LoweredStep plain{.call = 3, .value = 3, .buffer = 1};
  static_assert(plain.norm < 0 && plain.sum < 0 && plain.activation == Activation::none);
  static_assert(plain == LoweredStep{.call = 3, .value = 3, .buffer = 1});
  for (const LoweredStep& other : {LoweredStep{.call = 2, .value = 3, .buffer = 1},
                                   {.call = 3, .norm = 4, .value = 3, .buffer = 1},
                                   {.call = 3, .sum = 1, .value = 3, .buffer = 1},
                                   {.call = 3, .activation = Activation::relu, .value = 3, .buffer = 1},
                                   {.call = 3, .value = 4, .buffer = 1},
                                   {.call = 3, .value = 3, .buffer = 2}})
    CHECK_FALSE(plain == other);
}

}  // namespace lowered_step_tests
