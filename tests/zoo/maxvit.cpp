#include "support/doctest.hpp"

#include <graft/graph/infer.hpp>
#include <graft/policy/at_stage.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/layers.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/maxvit.hpp>

namespace maxvit_tests {

using namespace graft;

TEST_CASE("MaxViT-T has its published size and cost") {
  constexpr GraphView net = MaxViT_T::graph;
  static_assert(net.parameter_count() == 30'919'624 && net.path(net.classifier()) == "classifier.5");
  static_assert((net.multiply_add_count() + 500'000) / 1'000'000 == 5558);
}

TEST_CASE("a grid has as many pixels as a window has, far from each other") {
  const Tables tables = MaxViT_T::tables();
  const GraphView net = tables;
  const auto partition = [&](std::string_view path) { return get<WindowPartition>(net.module(net.find(path)).layer).size; };
  CHECK(partition("blocks.0.layers.1.layers.window_attention.partition_op") == 7);
  CHECK(partition("blocks.0.layers.1.layers.grid_attention.partition_op") == 8);
  CHECK(partition("blocks.3.layers.1.layers.grid_attention.partition_op") == 1);
  int windows = 0;
  for (CallId row{0}; row < net.call_count(); ++row)
    if (net.applies<RelativePositionalMultiHeadAttention>(row)) {
      ++windows;
      CHECK(net.call(row).shape[1] == 49);
    }
  CHECK(windows == 22);
}

TEST_CASE("the first layer alone is never dropped, and its convolutions have no layer that could") {
  const Tables tables = MaxViT_T::tables();
  const GraphView net = tables;
  CHECK(net.is<Identity>(net.find("blocks.0.layers.0.layers.MBconv.stochastic_depth")));
  CHECK(net.is<StochasticDepth>(net.find("blocks.0.layers.0.layers.grid_attention.stochastic_dropout")));
  const auto p = [&](std::string_view path) { return get<StochasticDepth>(net.module(net.find(path)).layer).p; };
  CHECK(p("blocks.2.layers.2.layers.MBconv.stochastic_depth") == 6 * (0.2 / 10));
  CHECK(p("blocks.3.layers.1.layers.MBconv.stochastic_depth") == 0.2);
}

TEST_CASE("tags find the blocks") {
  constexpr GraphView net = MaxViT_T::graph;
  static_assert(net.path(Stem::find(net)) == "stem" && net.path(AtStage<2>::find(net)) == "blocks.1");
  using Top = Composition<MaxViT_T, LinearHead<2>, FreezeAllBut<Classifier, LastStage>, SGD>;
  static_assert(Top::graph.call({Top::prefix - 1}).shape == Shape{256, 14, 14});
}

TEST_CASE("the grids fix the size of an image") {
  Tables tables = MaxViT_T::tables();
  tables.calls.front().shape = {3, 192, 192};
  infer(tables);
  CHECK(tables.check.problem == Problem::not_a_multiple);
  tables = MaxViT_T::tables();
  tables.calls.front().shape = {3, 448, 448};
  infer(tables);
  CHECK(tables.check.problem == Problem::operands_differ);
  struct Large
      : MaxViT<MaxViTConfig{.image = 447, .channels = {64, 128, 256, 512}, .layers = {1, 1, 1, 1}, .stochastic_depth = 0.1}> {};
  CHECK(Large::tables().check.ok());
}

}  // namespace maxvit_tests
