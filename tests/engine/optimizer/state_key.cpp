#include "support/torch_doctest.hpp"

#include <vector>

#include <graft/engine/optimizer/state_key.hpp>

namespace state_key_tests {

TEST_CASE("an optimizer finds its state of a parameter by it") {
  std::vector<torch::Tensor> parameters{torch::ones({3}).requires_grad_(), torch::ones({2}).requires_grad_(),
                                        torch::ones({1}).requires_grad_()};
  torch::optim::Adam optimizer(parameters);
  (parameters[0].sum() + parameters[1].sum()).backward();
  optimizer.step();
  CHECK(optimizer.state().size() == 2);
  CHECK(optimizer.state().count(graft::state_key(parameters[1])) == 1);
  CHECK(optimizer.state().count(graft::state_key(parameters[2])) == 0);
}

}  // namespace state_key_tests
