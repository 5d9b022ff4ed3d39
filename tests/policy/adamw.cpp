#include "support/doctest.hpp"

#include <graft/policy/adamw.hpp>

namespace adamw_tests {

TEST_CASE("AdamW's numbers default to torch.optim.AdamW's") {
  constexpr graft::AdamW::Options usual;
  static_assert(usual.lr == 1e-3 && usual.beta1 == 0.9 && usual.beta2 == 0.999 && usual.eps == 1e-8 &&
                usual.weight_decay == 1e-2 && !usual.amsgrad);
  static_assert(graft::OptimizerPolicy<graft::AdamW>);
}

}  // namespace adamw_tests
