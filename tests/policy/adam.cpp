#include "support/doctest.hpp"

#include <graft/policy/adam.hpp>

namespace adam_tests {

TEST_CASE("Adam's numbers default to torch.optim.Adam's") {
  constexpr graft::Adam::Options usual;
  static_assert(usual.lr == 1e-3 && usual.beta1 == 0.9 && usual.beta2 == 0.999 && usual.eps == 1e-8 &&
                usual.weight_decay == 0 && !usual.amsgrad);
  static_assert(graft::OptimizerPolicy<graft::Adam>);
}

}  // namespace adam_tests
