#include "support/doctest.hpp"

#include <type_traits>

#include <graft/graph/infer.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/zoo/vision_transformer.hpp>

namespace vision_transformer_tests {

using namespace graft;

TEST_CASE("ViT-B/16 is twelve layers over 196 patches and a class token") {
  constexpr GraphView net = ViT_B_16::graph;
  static_assert(net.parameter_count() == 86'567'656 && net.path(net.classifier()) == "heads.head");
  static_assert(get<Parameter>(net.module(net.find("encoder.pos_embedding")).layer).shape == Shape{197, 768});
  int attentions = 0;
  for (CallId row{0}; row < net.call_count(); ++row) attentions += net.applies<MultiheadAttention>(row) ? 1 : 0;
  CHECK(attentions == 12);
}

TEST_CASE("vision transformers have their published sizes and costs") {
  const auto check = []<class Network>(std::type_identity<Network>, std::int64_t parameters, std::int64_t millions) {
    const Tables tables = Network::tables();
    const GraphView net = tables;
    CHECK(net.check().ok());
    CHECK(net.parameter_count() == parameters);
    CHECK((net.multiply_add_count() + 500'000) / 1'000'000 == millions);
  };
  check(std::type_identity<ViT_B_16>{}, 86'567'656, 17'564);
  check(std::type_identity<ViT_B_32>{}, 88'224'232, 4409);
  check(std::type_identity<ViT_L_16>{}, 304'326'632, 61'555);
  check(std::type_identity<ViT_L_32>{}, 306'535'400, 15'378);
  check(std::type_identity<ViT_H_14>{}, 632'045'800, 167'295);
}

/// The parameters of a network for images of the size that an entry's preprocessing crops.
template <VisionTransformerConfig Config>
std::int64_t parameters_for(const WeightsEntry& entry) {
  CHECK(entry.preprocessing.crop == Config.image);
  const Tables tables = VisionTransformer<Config>::tables();
  return GraphView(tables).parameter_count();
}

TEST_CASE("weights for larger images are those of a network with another position embedding") {
  using B = ViT_B_16::weights;
  using L = ViT_L_16::weights;
  using H = ViT_H_14::weights;
  constexpr VisionTransformerConfig l{.image = 512, .layers = 24, .heads = 16, .hidden = 1024, .mlp = 4096};
  constexpr VisionTransformerConfig h{.image = 518, .patch = 14, .layers = 32, .heads = 16, .hidden = 1280, .mlp = 5120};
  const WeightsEntry &b_e2e = B::imagenet1k_swag_e2e_v1, &l_e2e = L::imagenet1k_swag_e2e_v1, &h_e2e = H::imagenet1k_swag_e2e_v1;
  CHECK(parameters_for<VisionTransformerConfig{.image = 384}>(b_e2e) == b_e2e.parameters);
  CHECK(parameters_for<l>(l_e2e) == l_e2e.parameters);
  CHECK(parameters_for<h>(h_e2e) == h_e2e.parameters);
  for (const WeightsEntry& entry : {b_e2e, l_e2e, h_e2e, B::imagenet1k_swag_linear_v1, H::default_})
    CHECK(entry.licence == "CC-BY-NC-4.0");
  for (const WeightsEntry& entry : {B::default_, L::default_, H::default_}) CHECK(entry.preprocessing.crop == 224);
}

TEST_CASE("stages have a quarter of the layers each, and the last one ends with the norm") {
  const Tables tables = ViT_L_32::tables();
  const GraphView net = tables;
  CHECK(net.stage(net.find("encoder.layers.encoder_layer_5")) == 1);
  CHECK(net.stage(net.find("encoder.layers.encoder_layer_6")) == 2);
  CHECK(net.stage(net.find("encoder.layers.encoder_layer_23")) == 4);
  CHECK(net.stage(net.find("encoder.ln")) == 4);
  CHECK(net.stage(net.find("heads.head")) == no_stage);
}

TEST_CASE("the position embedding fixes the size of an image") {
  Tables tables = tables_of(ViT_B_16::graph);
  tables.calls.front().shape = {3, 256, 256};
  infer(tables);
  CHECK(tables.check.problem == Problem::operands_differ);
}

TEST_CASE("a user's own size is one line") {
  struct Tiny
      : VisionTransformer<VisionTransformerConfig{.image = 32, .patch = 8, .layers = 2, .heads = 2, .hidden = 16, .mlp = 32}> {
  };
  constexpr GraphView net = Tiny::graph;
  static_assert(net.check().ok() && net.output_shape() == Shape{1000} && net.input_shape() == Shape{3, 32, 32});
}

}  // namespace vision_transformer_tests
