#include "support/torch_doctest.hpp"

#include <vector>

#include <graft/engine/eager/linear.hpp>
#include <graft/platform/autocast_scope.hpp>

namespace linear_tests {

using namespace graft;
using torch::Tensor;

TEST_CASE("a fully connected layer is LibTorch's: value, gradients, second derivatives") {
  torch::manual_seed(1);
  for (const bool bias : {true, false}) {
    torch::nn::Linear layer(torch::nn::LinearOptions(70, 30).bias(bias));
    // Not one after the other in memory, as a flattened map or a transposed weight may be.
    const Tensor input = torch::randn({70, 9}).t().requires_grad_(), other = torch::randn({9, 30});
    const auto all = [&](const Tensor& value) {
      std::vector<Tensor> wanted = layer->parameters();
      wanted.push_back(input);
      auto first = torch::autograd::grad({(value * other).square().sum()}, wanted, {}, true, true);
      for (const auto& second : torch::autograd::grad({first.back().square().sum()}, {layer->weight, input}))
        first.push_back(second);
      first.push_back(value);
      return first;
    };
    const auto made = all(graft::detail::apply_linear(input, *layer)),
               wanted = all(torch::linear(input, layer->weight, layer->bias));
    REQUIRE(made.size() == wanted.size());
    for (std::size_t i = 0; i < made.size(); ++i) CHECK(torch::allclose(made[i], wanted[i], 1e-4, 1e-3));
  }
}

TEST_CASE("other types, other axes and an empty batch are left to LibTorch") {
  torch::nn::Linear layer(8, 4);
  CHECK((graft::detail::apply_linear(torch::randn({2, 3, 8}), *layer).sizes() == torch::IntArrayRef{2, 3, 4}));
  CHECK((graft::detail::apply_linear(torch::randn({0, 8}), *layer).sizes() == torch::IntArrayRef{0, 4}));
  CHECK_THROWS((void)graft::detail::apply_linear(torch::randn({2, 7}), *layer));
  {
    const AutocastScope autocast(torch::kCPU, ComputeType::bf16);
    CHECK((graft::detail::apply_linear(torch::randn({2, 8}), *layer).scalar_type() == torch::kBFloat16));
  }
  layer->to(torch::kDouble);
  CHECK((graft::detail::apply_linear(torch::randn({2, 8}, torch::kDouble), *layer).scalar_type() == torch::kDouble));
}

}  // namespace linear_tests
