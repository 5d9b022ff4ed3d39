#include "support/torch_doctest.hpp"

#include <string>
#include <vector>

#include <graft/network/freeze.hpp>
#include <graft/network/trainable.hpp>
#include <graft/train/detail/match_optimizer.hpp>

#include "train/small_world.hpp"

namespace match_optimizer_tests {

using namespace graft;
using graft::detail::match_optimizer;
using small_world::TinyNet;

/// The names of the parameters that an optimizer holds, in its order.
std::vector<std::string> held(const torch::optim::Optimizer& optimizer, const Network& net) {
  std::vector<std::string> names;
  for (const auto& group : optimizer.param_groups())
    for (const auto& parameter : group.params())
      for (const auto& item : net.named_parameters())
        if (item.value().is_same(parameter)) names.push_back(item.key());
  return names;
}

void step(Network& net, torch::optim::Optimizer& optimizer) {
  optimizer.zero_grad();
  net.forward(torch::ones({2, 3, 16, 16})).pow(2).sum().backward();
  optimizer.step();
}

TEST_CASE("what is missing joins the first group with its options, what is frozen leaves, the state of the others stays") {
  Network net(TinyNet::graph);
  freeze(net);
  unfreeze(net, "fc", "layer2.0.bn2");
  torch::optim::SGD optimizer(net.trainable_parameters(), torch::optim::SGDOptions(0.1).momentum(0.9));
  step(net, optimizer);
  CHECK(optimizer.state().size() == 4);
  unfreeze(net, "bn1");
  freeze(net, "layer2");
  match_optimizer(optimizer, net, true);
  REQUIRE(optimizer.param_groups().size() == 1);
  CHECK(held(optimizer, net) == std::vector<std::string>{"fc.weight", "fc.bias", "bn1.weight", "bn1.bias"});
  CHECK(optimizer.state().size() == 2);  // the head's
  step(net, optimizer);
  CHECK(optimizer.state().size() == 4);
  optimizer.param_groups()[0].params().push_back(torch::zeros({3}).requires_grad_());  // such as an edit leaves behind
  match_optimizer(optimizer, net, true);
  CHECK(held(optimizer, net).size() == 4);
  CHECK(optimizer.param_groups()[0].params().size() == 4);
}

TEST_CASE("an optimizer that lacks what trains is refused by name if it is not to be completed") {
  Network net(TinyNet::graph);
  freeze(net);
  unfreeze(net, "fc");
  torch::optim::Adam optimizer(net.trainable_parameters());
  match_optimizer(optimizer, net, false);
  unfreeze(net, "bn1");
  CHECK(scratch::complaint<UsageError>([&] { match_optimizer(optimizer, net, false); }) ==
        "the optimizer lacks 2 parameters of the network that would train (bn1.weight, bn1.bias); make it after unfreezing, "
        "give it these with add_param_group, or freeze them");
  unfreeze(net);
  CHECK(scratch::complaint<UsageError>([&] {
          match_optimizer(optimizer, net, false);
        }).find("lacks 15 parameters of the network that would train (conv1.weight, bn1.weight, bn1.bias, ...)") !=
        std::string::npos);
  CHECK(held(optimizer, net).size() == 2);
}

TEST_CASE("an optimizer may hold what is frozen, which then does not move") {
  Network net(TinyNet::graph);
  torch::optim::SGD optimizer(net.parameters(), torch::optim::SGDOptions(0.1).momentum(0.9).weight_decay(0.1));
  step(net, optimizer);
  for (torch::Tensor& parameter : net.module("fc")->parameters())
    parameter.set_requires_grad(false);  // leaves its gradient behind
  match_optimizer(optimizer, net, false);
  const auto before = small_world::state_of(net);
  step(net, optimizer);
  CHECK(torch::equal(before.at("fc.weight"), small_world::state_of(net).at("fc.weight")));
  CHECK_FALSE(torch::equal(before.at("conv1.weight"), small_world::state_of(net).at("conv1.weight")));
  CHECK(held(optimizer, net).size() == net.parameters().size());
}

TEST_CASE("nothing that trains is an error") {
  Network net(TinyNet::graph);
  torch::optim::SGD optimizer(net.parameters(), 0.1);
  freeze(net);
  for (const bool complete : {true, false})
    CHECK(scratch::complaint<UsageError>([&] { match_optimizer(optimizer, net, complete); }) ==
          "nothing is left to train: the freeze policy freezes every parameter");
}

}  // namespace match_optimizer_tests
