#include "support/doctest.hpp"

#include <graft/policy/sgd.hpp>

namespace sgd_tests {

TEST_CASE("SGD's numbers default to torch.optim.SGD's, and to a rate that suits fine-tuning") {
  constexpr graft::SGD::Options usual;
  static_assert(usual.lr == 1e-3 && usual.momentum == 0 && usual.dampening == 0 && usual.weight_decay == 0 && !usual.nesterov);
  static_assert(graft::OptimizerPolicy<graft::SGD>);
}

}  // namespace sgd_tests
