#include "support/doctest.hpp"

#include <graft/graph/infer.hpp>
#include <graft/policy/at_stage.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/layers.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/convnext.hpp>

namespace convnext_tests {

using namespace graft;

/// Billions of multiply-adds with three digits, as torchvision's documentation has them.
template <class Network>
std::int64_t millions() {
  return (GraphView(Network::tables()).multiply_add_count() + 500'000) / 1'000'000;
}

TEST_CASE("ConvNeXts have their published sizes and costs") {
  static_assert(ConvNeXt_Tiny::graph.parameter_count() == 28'589'128);
  CHECK(GraphView(ConvNeXt_Small::tables()).parameter_count() == 50'223'688);
  CHECK(GraphView(ConvNeXt_Base::tables()).parameter_count() == 88'591'464);
  CHECK(GraphView(ConvNeXt_Large::tables()).parameter_count() == 197'767'336);
  CHECK(millions<ConvNeXt_Tiny>() == 4456);
  CHECK(millions<ConvNeXt_Small>() == 8684);
  CHECK(millions<ConvNeXt_Base>() == 15'355);
  CHECK(millions<ConvNeXt_Large>() == 34'361);
}

TEST_CASE("layer_scale scales a block before it is dropped or added, with one number a channel") {
  const Tables tables = ConvNeXt_Tiny::tables();
  const GraphView net = tables;
  const ModuleId scale = net.find("features.5.8.layer_scale");
  REQUIRE(net.is<Parameter>(scale));
  const auto& parameter = get<Parameter>(net.module(scale).layer);
  CHECK(parameter.tensor_shape() == Shape{384, 1, 1});
  CHECK(parameter.mean == 1e-6);
  CHECK(scale == net.find("features.5.8") + 1);  // before the modules, as in a state_dict
  int multiplied = 0;
  for (CallId row{0}; row < net.call_count(); ++row) {
    if (!is_a<op::Multiply>(net.call(row).op)) continue;
    ++multiplied;
    CHECK(net.applies<StochasticDepth>({row + 1}));
    CHECK(is_a<op::Add>(net.call({row + 2}).op));
  }
  CHECK(multiplied == 18);
}

TEST_CASE("the probability of dropping a block grows from 0 to that of the last one") {
  const Tables tables = ConvNeXt_Tiny::tables();
  const GraphView net = tables;
  const auto p = [&](std::string_view path) { return get<StochasticDepth>(net.module(net.find(path)).layer).p; };
  CHECK(p("features.1.0.stochastic_depth") == 0);
  CHECK(p("features.5.0.stochastic_depth") == 0.1 * 6 / 17.0);
  CHECK(p("features.7.2.stochastic_depth") == 0.1);
}

TEST_CASE("a stage begins with what halves the maps, and tags find the stages") {
  using LastTwo = Composition<ConvNeXt_Tiny, LinearHead<2>, FreezeUpTo<AtStage<2>>, SGD>;
  constexpr GraphView net = ConvNeXt_Tiny::graph;
  static_assert(net.path(Stem::find(net)) == "features.0" && net.path(AtStage<2>::find(net)) == "features.3");
  static_assert(net.stage(net.find("features.2.1")) == 2 && net.stage(net.find("classifier.0")) == no_stage);
  static_assert(LastTwo::graph.call({LastTwo::prefix - 1}).shape == Shape{192, 28, 28});
  using Top = Composition<ConvNeXt_Tiny, LinearHead<2>, FreezeAllBut<Classifier, LastStage>, SGD>;
  static_assert(Top::graph.call({Top::prefix - 1}).shape == Shape{384, 14, 14});
}

TEST_CASE("images have 32 pixels at least") {
  for (const std::int64_t side : {32, 65, 288}) {
    Tables tables = ConvNeXt_Tiny::tables();
    tables.calls.front().shape = {3, side, side + 9};
    infer(tables);
    CHECK(tables.check.ok());
    CHECK(tables.calls.back().shape == Shape{1000});
  }
  Tables tables = ConvNeXt_Tiny::tables();
  tables.calls.front().shape = {3, 31, 64};
  infer(tables);
  CHECK(tables.check.problem == Problem::window_too_large);
}

TEST_CASE("a user's own size is one line") {
  struct Femto : ConvNeXt<ConvNeXtConfig{{48, 96, 192, 384}, {2, 2, 6, 2}, 0}> {};
  const Tables tables = Femto::tables();
  CHECK(tables.check.ok());
  CHECK(GraphView(tables).output_shape() == Shape{1000});
}

}  // namespace convnext_tests
