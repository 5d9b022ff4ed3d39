#include "support/torch_doctest.hpp"

#include <vector>

#include <graft/engine/eager/attention.hpp>

namespace attention_tests {

using namespace graft;
using torch::Tensor;

TEST_CASE("attention is LibTorch's own, which wants the positions first: value and gradients") {
  torch::manual_seed(1);
  for (const std::int64_t heads : {1, 4}) {
    torch::nn::MultiheadAttention attention(torch::nn::MultiheadAttentionOptions(12, heads));
    for (Tensor& parameter : attention->parameters()) parameter.data().normal_(0, 0.5);
    const Tensor input = torch::randn({3, 7, 12}).requires_grad_(), other = torch::randn({3, 7, 12});
    const auto all = [&](const Tensor& value) {
      std::vector<Tensor> wanted = attention->parameters();
      wanted.push_back(input);
      auto values = torch::autograd::grad({(value * other).sum()}, wanted);
      values.push_back(value);
      return values;
    };
    const Tensor sequence = input.transpose(0, 1);
    const auto theirs = std::get<0>(attention->forward(sequence, sequence, sequence)).transpose(0, 1);
    const auto got = all(graft::detail::attend(*attention, input)), wanted = all(theirs);
    for (std::size_t i = 0; i < got.size(); ++i) CHECK(torch::allclose(got[i], wanted[i], 1e-4, 1e-4));
  }
}

TEST_CASE("attention with one projection computes what MultiheadAttention computes: value and gradients") {
  torch::manual_seed(3);
  torch::nn::MultiheadAttention theirs(torch::nn::MultiheadAttentionOptions(12, 3));
  graft::detail::AttentionModule ours(Attention{.embed_dim = 12, .heads = 3});
  {
    const torch::NoGradGuard no_grad;
    for (Tensor& parameter : ours.parameters()) parameter.normal_(0, 0.5);
    theirs->in_proj_weight.copy_(ours.qkv->weight);
    theirs->in_proj_bias.copy_(ours.qkv->bias);
    theirs->out_proj->weight.copy_(ours.proj->weight);
    theirs->out_proj->bias.copy_(ours.proj->bias);
  }
  const Tensor input = torch::randn({2, 5, 12}), other = torch::randn({2, 5, 12});
  const Tensor got = ours.forward(input), wanted = graft::detail::attend(*theirs, input);
  CHECK(torch::allclose(got, wanted, 1e-5, 1e-6));
  (got * other).sum().backward();
  (wanted * other).sum().backward();
  CHECK(torch::allclose(ours.qkv->weight.grad(), theirs->in_proj_weight.grad(), 1e-4, 1e-5));
  CHECK(torch::allclose(ours.proj->bias.grad(), theirs->out_proj->bias.grad(), 1e-4, 1e-5));
}

TEST_CASE("weights of the attention are dropped while training alone") {
  torch::manual_seed(2);
  torch::nn::MultiheadAttention attention(torch::nn::MultiheadAttentionOptions(12, 3).dropout(0.5));
  const Tensor input = torch::randn({2, 5, 12});
  const auto attend = [&] { return graft::detail::attend(*attention, input); };
  CHECK_FALSE(torch::equal(attend(), attend()));
  attention->eval();
  CHECK(torch::equal(attend(), attend()));
}

}  // namespace attention_tests
