#include "support/torch_doctest.hpp"

#include <graft/platform/autocast_scope.hpp>

namespace autocast_scope_tests {

using namespace graft;

bool multiplies_bf16() {
  const torch::Tensor a = torch::ones({2, 2});
  return torch::mm(a, a).scalar_type() == torch::kBFloat16;
}

TEST_CASE("inside, matrices multiply in the type; outside, and inside with f32, they do not") {
  const torch::Device cpu = torch::kCPU;
  CHECK_FALSE(multiplies_bf16());
  {
    const AutocastScope scope(cpu, ComputeType::bf16);
    CHECK(multiplies_bf16());
    {
      const AutocastScope off(cpu, ComputeType::f32);
      CHECK_FALSE(multiplies_bf16());
    }
    CHECK(multiplies_bf16());
  }
  CHECK_FALSE(multiplies_bf16());
}

TEST_CASE("weights that change between two scopes are cast anew") {
  const torch::Tensor one = torch::ones({1, 1});
  torch::Tensor weight = torch::ones({1, 1}, torch::requires_grad());
  for (const double value : {1.0, 2.0}) {
    {
      const torch::NoGradGuard no_grad;
      weight.fill_(value);
    }
    const AutocastScope scope(torch::kCPU, ComputeType::bf16);
    CHECK(torch::mm(one, weight).item<double>() == value);
  }
}

TEST_CASE("an exception ends it, too") {
  try {
    const AutocastScope scope(torch::kCPU, ComputeType::bf16);
    throw 1;
  } catch (int) {
  }
  CHECK_FALSE(multiplies_bf16());
}

}  // namespace autocast_scope_tests
