#include "support/doctest.hpp"

#include <graft/graph/infer.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/zoo/vision_transformer.hpp>

namespace vision_transformer_tests {

using namespace graft;

TEST_CASE("ViT-B/16 is twelve layers over 196 patches and a class token") {
  constexpr GraphView net = ViT_B_16::graph;
  static_assert(net.parameter_count() == 86'567'656 && net.path(net.classifier()) == "heads.head");
  static_assert(std::get<Parameter>(net.module(net.find("encoder.pos_embedding")).layer).shape == Shape{197, 768});
  int attentions = 0;
  for (CallId row{0}; row < net.call_count(); ++row) attentions += net.applies<MultiheadAttention>(row) ? 1 : 0;
  CHECK(attentions == 12);
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
