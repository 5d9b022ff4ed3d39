#include "support/torch_doctest.hpp"

#include <vector>

#include <graft/runtime/optimizer_state.hpp>

namespace optimizer_state_tests {

TEST_CASE("what an optimizer knows of a parameter is found, and forgotten") {
  std::vector<torch::Tensor> parameters{torch::ones({3}).requires_grad_(), torch::ones({2}).requires_grad_()};
  torch::optim::Adam optimizer(parameters);
  (parameters[0].sum() + parameters[1].sum()).backward();
  optimizer.step();
  CHECK(optimizer.state().size() == 2);
  CHECK(optimizer.state().count(graft::state_key(parameters[1])) == 1);
  graft::forget(optimizer, parameters[1]);
  CHECK(optimizer.state().count(graft::state_key(parameters[1])) == 0);
  CHECK(optimizer.state().count(graft::state_key(parameters[0])) == 1);
  graft::forget(optimizer, parameters[1]);  // what it does not know, too
  CHECK(optimizer.state().size() == 1);
}

}  // namespace optimizer_state_tests
