#include "support/torch_doctest.hpp"

#include <vector>

#include <graft/engine/eager/matrix_product.hpp>
#include <graft/platform/autocast_scope.hpp>

namespace matrix_product_tests {

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
    const auto made = all(graft::detail::linear(input, layer->weight, layer->bias)),
               wanted = all(torch::linear(input, layer->weight, layer->bias));
    REQUIRE(made.size() == wanted.size());
    for (std::size_t i = 0; i < made.size(); ++i) CHECK(torch::allclose(made[i], wanted[i], 1e-4, 1e-3));
  }
}

TEST_CASE("other types, other axes and an empty batch are left to LibTorch") {
  torch::nn::Linear layer(8, 4);
  CHECK((graft::detail::linear(torch::randn({2, 3, 8}), layer->weight, layer->bias).sizes() == torch::IntArrayRef{2, 3, 4}));
  CHECK((graft::detail::linear(torch::randn({0, 8}), layer->weight, layer->bias).sizes() == torch::IntArrayRef{0, 4}));
  CHECK_THROWS((void)graft::detail::linear(torch::randn({2, 7}), layer->weight, layer->bias));
  {
    const AutocastScope autocast(torch::kCPU, ComputeType::bf16);
    CHECK((graft::detail::linear(torch::randn({2, 8}), layer->weight, layer->bias).scalar_type() == torch::kBFloat16));
  }
  layer->to(torch::kDouble);
  CHECK((graft::detail::linear(torch::randn({2, 8}, torch::kDouble), layer->weight, layer->bias).scalar_type() ==
         torch::kDouble));
}

TEST_CASE("products of batches of matrices are LibTorch's: value, gradients, second derivatives") {
  torch::manual_seed(2);
  for (const bool transpose_right : {true, false}) {
    const Tensor left = torch::randn({6, 4, 9}).permute({1, 0, 2}).requires_grad_();
    const Tensor right =
        torch::randn(transpose_right ? torch::IntArrayRef{4, 5, 9} : torch::IntArrayRef{4, 9, 5}).requires_grad_();
    const auto all = [&](const Tensor& value) {
      auto first = torch::autograd::grad({value.square().sum()}, {left, right}, {}, true, true);
      for (const auto& second : torch::autograd::grad({first[0].square().sum() + first[1].square().sum()}, {left, right}))
        first.push_back(second);
      first.push_back(value);
      return first;
    };
    const auto made = all(graft::detail::bmm(left, right, transpose_right)),
               wanted = all(left.bmm(transpose_right ? right.transpose(1, 2) : right));
    REQUIRE(made.size() == wanted.size());
    for (std::size_t i = 0; i < made.size(); ++i) CHECK(torch::allclose(made[i], wanted[i], 1e-4, 1e-2));
  }
}

}  // namespace matrix_product_tests
