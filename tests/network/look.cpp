#include "support/torch_doctest.hpp"

#include <string>
#include <vector>

#include <graft/network/look.hpp>
#include <graft/network/network.hpp>
#include <graft/zoo/resnet.hpp>

namespace network_look_tests {

using namespace graft;

/// The tutorial's own network, with one layer registered under two names.
struct Tutorial : torch::nn::Module {
  torch::nn::Sequential layer1{torch::nn::Linear(3, 4), torch::nn::Linear(4, 3)};
  torch::nn::Linear layer2{3, 6};
  Tutorial() {
    register_module("layer1", layer1);
    register_module("layer2", layer2);
    register_module("again", layer2);
    register_parameter("scale", torch::ones({2}));
    register_buffer("seen", torch::zeros({1}));
  }
};

template <class Named>
std::string names(const Named& named) {
  std::string text;
  for (const auto& [name, value] : named) text += name + "|";
  return text;
}

TEST_CASE("modules, children, parameters and buffers come in Python's order, and what is shared once") {
  Tutorial net;
  CHECK(names(named_modules(net)) == "|layer1|layer1.0|layer1.1|layer2|");
  CHECK(names(named_children(net)) == "layer1|layer2|");
  CHECK(names(named_parameters(net)) ==
        "scale|layer1.0.weight|layer1.0.bias|layer1.1.weight|layer1.1.bias|layer2.weight|layer2.bias|");
  CHECK(names(named_buffers(net)) == "seen|");
  CHECK(modules(net).front() == &net);
  CHECK(children(net).size() == 2);
  CHECK(parameters(net).size() == 7);
  CHECK(buffers(net).size() == 1);
}

TEST_CASE("a network of the zoo has the modules of its table") {
  Network net(ResNet50::graph);
  const auto named = named_modules(net);
  REQUIRE(named.size() == net.graph().modules().size());
  for (ModuleId id{0}; id.index() < named.size(); ++id) CHECK(net.graph().path(id) == named[id.index()].first);
  CHECK(named_parameters(net).size() == 161);
  CHECK(named_buffers(net).size() == 3 * 53);
}

}  // namespace network_look_tests
