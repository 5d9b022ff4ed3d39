#include "support/torch_doctest.hpp"

#include <graft/platform/gateway.hpp>

namespace gateway_tests {

TEST_CASE("the gateway opens LibTorch 1.13 or newer, neural networks and optimizers included") {
  static_assert(TORCH_VERSION_MAJOR > 1 || (TORCH_VERSION_MAJOR == 1 && TORCH_VERSION_MINOR >= 13));
  torch::nn::Linear layer(2, 1);
  torch::optim::SGD optimizer(layer->parameters(), torch::optim::SGDOptions(0.5));
  const auto before = layer->bias.detach().clone();
  layer->forward(torch::ones({1, 2})).sum().backward();
  optimizer.step();
  CHECK(layer->bias.item<float>() == doctest::Approx(before.item<float>() - 0.5F));
}

}  // namespace gateway_tests
