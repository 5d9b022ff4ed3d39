#include "support/doctest.hpp"

#include <graft/policy/adam.hpp>
#include <graft/policy/optimizer.hpp>
#include <graft/policy/sgd.hpp>

namespace optimizer_tests {

using namespace graft;

struct WithoutRate {
  using policy_category = optimizer_tag;
  struct Options {
    double momentum = 0;
  };
};
struct WithoutCategory {
  struct Options {
    double lr = 1;
  };
};
struct WithoutOptions {
  using policy_category = optimizer_tag;
};

TEST_CASE("an optimizer opts in and has options with a learning rate") {
  static_assert(OptimizerPolicy<SGD> && OptimizerPolicy<Adam>);
  static_assert(!OptimizerPolicy<WithoutRate> && !OptimizerPolicy<WithoutCategory> && !OptimizerPolicy<WithoutOptions> &&
                !OptimizerPolicy<int>);
}

}  // namespace optimizer_tests
