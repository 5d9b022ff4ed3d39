#include "support/torch_doctest.hpp"

#include <string>

#include <graft/network/module_tree.hpp>
#include <graft/network/network.hpp>

#include "train/small_world.hpp"

namespace module_tree_tests {

using namespace graft;

TEST_CASE("the tree of a network built from a graph has the graph's paths, kinds and parameter counts") {
  const GraphView graph = small_world::TinyDropNet::graph;
  Network net(graph);
  const ModuleTree tree = module_tree(net, "fc");
  const GraphView seen = tree.tables;
  REQUIRE(seen.module_count() == graph.module_count());
  REQUIRE(tree.modules.size() == graph.modules().size());
  CHECK(seen.call_count() == 0);
  CHECK(seen.classifier() == graph.classifier());
  CHECK(tree.modules.front() == &net);
  for (ModuleId row{1}; row < graph.module_count(); ++row) {
    CAPTURE(std::string(graph.path(row).view()));
    CHECK(seen.path(row) == graph.path(row));
    CHECK(kind(seen.module(row).layer) == kind(graph.module(row).layer));
    CHECK(parameters(seen.module(row).layer) == parameters(graph.module(row).layer));
    CHECK(tree.modules[row.index()] == net.module(row).get());
  }
}

struct Odd : torch::nn::Module {
  Odd() : torch::nn::Module("Odd") {
    register_module(
        "list", torch::nn::Sequential(torch::nn::Linear(torch::nn::LinearOptions(3, 2).bias(false)), torch::nn::Softplus()));
    register_module("pool", torch::nn::MaxPool2d(2));
    register_module("mean", torch::nn::AdaptiveAvgPool2d(1));
  }
};

TEST_CASE("a user's module has its tree too; a class without a word in the table is a block under its name") {
  Odd odd;
  const ModuleTree tree = module_tree(odd);
  const GraphView seen = tree.tables;
  CHECK(seen.classifier() == -1);
  CHECK(seen.module_count() == 6);
  CHECK(seen.is<Sequential>(seen.find("list")));
  CHECK(parameters(seen.module(seen.find("list.0")).layer) == 6);
  CHECK(seen.is<MaxPool2d>(seen.find("pool")));
  CHECK(seen.is<AdaptiveAvgPool2d>(seen.find("mean")));
  REQUIRE(seen.is<Block>(seen.find("list.1")));
  CHECK(get<Block>(seen.module(seen.find("list.1")).layer).name.view().find("Softplus") != std::string_view::npos);
  CHECK(get<Block>(seen.module({0}).layer).name == "Odd");
}

TEST_CASE("a name that is too long for the table is a problem in the table") {
  torch::nn::Module module("Long");
  module.register_module("a_name_of_more_than_thirty_one_characters", torch::nn::ReLU());
  CHECK(module_tree(module).tables.check == Check{Problem::name_not_allowed, {1}, 31, 0});
}

}  // namespace module_tree_tests
