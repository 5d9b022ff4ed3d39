#include "support/torch_doctest.hpp"

#include <vector>

#include <graft/train/zero_grad.hpp>

namespace zero_grad_tests {

TEST_CASE("gradients are gone, and the next backward pass does not add to them") {
  auto one = torch::full({3}, 2.0F).requires_grad_(), other = torch::ones({2}).requires_grad_();
  torch::optim::SGD optimizer({{std::vector<torch::Tensor>{one}}, {std::vector<torch::Tensor>{other}}}, 0.1);
  (one.sum() * 3 + other.sum()).backward();
  graft::zero_grad(optimizer);
  CHECK_FALSE(one.grad().defined());
  CHECK_FALSE(other.grad().defined());
  (one.sum() * 5).backward();
  CHECK(one.grad()[0].item<float>() == 5);
  optimizer.step();  // passes over what has no gradient
  CHECK(one[0].item<float>() == doctest::Approx(1.5));
  CHECK(other[0].item<float>() == 1);
}

}  // namespace zero_grad_tests
