#include "support/torch_doctest.hpp"

#include <graft/engine/eager/make_leaf.hpp>

namespace make_leaf_tests {

using namespace graft;
using torch::Tensor;

TEST_CASE("GELU's gradient is right in whatever order in memory it comes back") {
  torch::manual_seed(1);
  const graft::detail::Leaf gelu = graft::detail::make_leaf(GELU{});
  const Tensor input = torch::randn({3, 20, 4}), weights = torch::randn({3, 4, 20}).transpose(1, 2);
  const auto gradient = [&](const auto& function, const Tensor& of) {
    const Tensor x = of.clone().requires_grad_();
    function(x).backward(weights.to(of.scalar_type()));
    return x.grad();
  };
  const Tensor wanted = gradient([](const Tensor& x) { return torch::gelu(x); }, input.to(torch::kDouble));
  for (int i = 0; i < 3; ++i) {
    { const Tensor junk = torch::full({3 * 20 * 4}, 1e30); }  // what memory holds that is used again
    const Tensor got = gradient([&](const Tensor& x) { return gelu.forward(x, false); }, input);
    CHECK(torch::allclose(got.to(torch::kDouble), wanted, 1e-5, 1e-5));
  }
}

TEST_CASE("a copy of a leaf has the same numbers and none of its memory, those of the layers inside it, too") {
  const Layer attention = Attention{.embed_dim = 8, .heads = 2};
  const graft::detail::Leaf leaf = graft::detail::make_leaf(attention);
  const graft::detail::Leaf copy = graft::detail::clone_leaf(attention, leaf);
  const Tensor input = torch::randn({2, 3, 8}), before = leaf.forward(input, false);
  CHECK(torch::equal(copy.forward(input, false), before));
  const torch::NoGradGuard no_grad;
  for (Tensor& parameter : leaf.module->parameters()) parameter.zero_();
  CHECK(torch::equal(copy.forward(input, false), before));
}

TEST_CASE("a parameter is drawn as it says, with an axis for the batch or without") {
  torch::manual_seed(2);
  const auto tensor = [](const Parameter& parameter) { return graft::detail::make_leaf(parameter).parameter; };
  CHECK(torch::equal(tensor({.shape = {2, 3}}), torch::zeros({1, 2, 3})));
  CHECK(torch::equal(tensor({.shape = {2, 3}, .batch_axis = false, .mean = 0.5}), torch::full({2, 3}, 0.5)));
  const Tensor drawn = tensor({.shape = {100, 100}, .mean = 1, .std = 0.02});
  CHECK(drawn.mean().item<double>() == doctest::Approx(1).epsilon(1e-3));
  CHECK(drawn.std().item<double>() == doctest::Approx(0.02).epsilon(0.05));
  CHECK(drawn.requires_grad());
}

}  // namespace make_leaf_tests
