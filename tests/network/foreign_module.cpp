#include "support/torch_doctest.hpp"

#include <memory>

#include <graft/graph/net.hpp>
#include <graft/network/foreign_module.hpp>
#include <graft/network/network.hpp>

namespace foreign_module_tests {

using namespace graft;

struct Doubles : torch::nn::Module {
  torch::Tensor factor = register_parameter("factor", torch::full({1}, 2.0F));
  torch::Tensor forward(torch::Tensor x) { return x * factor; }
};

TEST_CASE("a user's module runs in its place in the graph, shares its parameters with the network, and learns") {
  Net graph("Around");
  graph.input({3, 2, 2});
  graph.sequential("part", [&] { graph.foreign("mine", {3, 2, 2}); });
  graph.relu("relu");
  const auto mine = std::make_shared<Doubles>();
  Network net(graph.tables(), {foreign_module("elsewhere", std::make_shared<Doubles>()), foreign_module("part.mine", mine)});
  const auto x = torch::randn({1, 3, 2, 2});
  CHECK(torch::equal(net.forward(x), torch::relu(2 * x)));
  CHECK(net.module("part.mine") == mine);
  CHECK(net.named_parameters().contains("part.mine.factor"));
  net.forward(x).sum().backward();
  CHECK(mine->factor.grad().item<float>() == doctest::Approx(torch::relu(x).sum().item<float>()));
}

}  // namespace foreign_module_tests
