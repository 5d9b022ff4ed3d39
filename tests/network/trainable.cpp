#include "support/torch_doctest.hpp"

#include <string>
#include <vector>

#include <graft/network/freeze.hpp>
#include <graft/network/trainable.hpp>

#include "train/small_world.hpp"

namespace trainable_tests {

using namespace graft;
using small_world::TinyNet;

TEST_CASE("what trains is listed by name, in the order of state_dict") {
  Network net(TinyNet::graph);
  std::vector<std::string> expected;
  for (const auto& [name, tensor] : state_dict(net))
    if (name.find("running_") == std::string::npos && name.find("num_batches") == std::string::npos) expected.push_back(name);
  CHECK(trainable(net) == expected);
  net.module("bn1")->as<torch::nn::BatchNorm2d>()->bias.set_requires_grad(false);
  std::erase(expected, "bn1.bias");
  CHECK(trainable(net) == expected);
  freeze(net);
  CHECK(trainable(net).empty());
  unfreeze(net, "layer2.0.bn1", "fc");
  CHECK(trainable(net) == std::vector<std::string>{"layer2.0.bn1.weight", "layer2.0.bn1.bias", "fc.weight", "fc.bias"});
}

TEST_CASE("any module of LibTorch has a list of what trains") {
  torch::nn::Sequential net(torch::nn::Linear(2, 3), torch::nn::ReLU(), torch::nn::Linear(3, 1));
  net[0]->as<torch::nn::Linear>()->weight.set_requires_grad(false);
  CHECK(trainable(*net) == std::vector<std::string>{"0.bias", "2.weight", "2.bias"});
}

}  // namespace trainable_tests
