#include "support/doctest.hpp"

#include <graft/policy/constant.hpp>

namespace constant_tests {

using namespace graft;

TEST_CASE("a constant rate is the optimizer's in every step") {
  static_assert(Constant::lr({}, 0.3, {}) == 0.3 &&
                Constant::lr({}, 0.3, {.step = 99, .steps_per_epoch = 10, .epochs = 10}) == 0.3);
}

}  // namespace constant_tests
