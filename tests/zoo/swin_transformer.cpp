#include "support/doctest.hpp"

#include <graft/graph/infer.hpp>
#include <graft/policy/at_stage.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/layers.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/swin_transformer.hpp>

namespace swin_transformer_tests {

using namespace graft;

/// Billions of multiply-adds with three digits, as torchvision's documentation has them.
template <class Network>
std::int64_t millions() {
  return (GraphView(Network::tables()).multiply_add_count() + 500'000) / 1'000'000;
}

TEST_CASE("Swin Transformers have their published sizes and costs") {
  static_assert(Swin_T::graph.parameter_count() == 28'288'354);
  CHECK(GraphView(Swin_S::tables()).parameter_count() == 49'606'258);
  CHECK(GraphView(Swin_B::tables()).parameter_count() == 87'768'224);
  CHECK(GraphView(Swin_V2_T::tables()).parameter_count() == 28'351'570);
  CHECK(GraphView(Swin_V2_S::tables()).parameter_count() == 49'737'442);
  CHECK(GraphView(Swin_V2_B::tables()).parameter_count() == 87'930'848);
  CHECK(millions<Swin_T>() == 4491);
  CHECK(millions<Swin_S>() == 8741);
  CHECK(millions<Swin_B>() == 15'431);
  CHECK(millions<Swin_V2_T>() == 5940);
  CHECK(millions<Swin_V2_S>() == 11'546);
  CHECK(millions<Swin_V2_B>() == 20'325);
}

TEST_CASE("every second block of a stage has shifted windows") {
  const Tables tables = Swin_S::tables();
  const GraphView net = tables;
  const auto shifted = [&](std::string_view path) {
    return get<ShiftedWindowAttention>(net.module(net.find(path)).layer).shifted;
  };
  CHECK_FALSE(shifted("features.1.0.attn"));
  CHECK(shifted("features.1.1.attn"));
  CHECK_FALSE(shifted("features.5.16.attn"));
  CHECK(shifted("features.5.17.attn"));
}

/// The layers that are called in a block, by class.
std::string order(GraphView net, std::string_view path) {
  std::string text;
  const ModuleId block = net.find(path);
  for (CallId row{0}; row < net.call_count(); ++row) {
    const ModuleId module = net.call(row).module;
    if (module.exists() && net.is_within(module, block)) text += net.module(module).name.view().substr(0, 4), text += ' ';
  }
  return text;
}

TEST_CASE("version 2 normalises behind its layers, and after merging patches") {
  const Tables one = Swin_T::tables(), two = Swin_V2_T::tables();
  CHECK(order(one, "features.1.0") == "norm attn stoc norm 0 1 2 3 4 stoc ");
  CHECK(order(two, "features.1.0") == "attn norm stoc 0 1 2 3 4 norm stoc ");
  CHECK(order(one, "features.2") == "norm redu ");
  CHECK(order(two, "features.2") == "redu norm ");
}

TEST_CASE("a stage begins with the merging of patches, and the last one ends with maps of channels first") {
  constexpr GraphView net = Swin_T::graph;
  static_assert(net.path(Stem::find(net)) == "features.0" && net.path(AtStage<2>::find(net)) == "features.3");
  static_assert(net.path(LastStage::find(net)) == "permute" && net.path(net.classifier()) == "head");
  using LastTwo = Composition<Swin_T, LinearHead<2>, FreezeUpTo<AtStage<2>>, SGD>;
  static_assert(LastTwo::graph.call({LastTwo::prefix - 2}).shape == Shape{28, 28, 192});
  using Probe = Composition<Swin_T, LinearHead<2>, FreezeAllBut<Classifier>, SGD>;
  static_assert(Probe::graph.call({Probe::prefix - 3}).shape == Shape{768, 7, 7} && Probe::trainable_parameters == 768 * 2 + 2);
}

TEST_CASE("images may have any size from one patch on") {
  for (const std::int64_t side : {4, 30, 225, 320}) {
    for (Tables tables : {Swin_T::tables(), Swin_V2_T::tables()}) {
      tables.calls.front().shape = {3, side, side + 7};
      infer(tables);
      CHECK(tables.check.ok());
      CHECK(tables.calls.back().shape == Shape{1000});
    }
  }
  Tables tables = Swin_T::tables();
  tables.calls.front().shape = {3, 3, 32};
  infer(tables);
  CHECK(tables.check.problem == Problem::window_too_large);
}

TEST_CASE("a user's own size is one line") {
  struct Tiny : SwinTransformer<SwinTransformerConfig{
                    .embed_dim = 32, .depths = {1, 1, 2, 1}, .heads = {1, 2, 4, 8}, .v2 = true, .image = 64}> {};
  const Tables tables = Tiny::tables();
  CHECK(tables.check.ok());
  CHECK(GraphView(tables).input_shape() == Shape{3, 64, 64});
}

}  // namespace swin_transformer_tests
