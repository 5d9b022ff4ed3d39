#include "support/doctest.hpp"

#include <cmath>
#include <string>
#include <type_traits>

#include <graft/graph/describe_problem.hpp>
#include <graft/graph/frozen_prefix.hpp>
#include <graft/graph/input_channels.hpp>
#include <graft/policy/at_stage.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/features.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/catalogue.hpp>

namespace dinov2_tests {

using namespace graft;

static_assert(HeadFor<LinearHead<2>, DINOv2_ViT_S_14> && backbone_features<DINOv2_ViT_S_14>() == 384);

/// The network for images of another size.
template <class Network>
Tables resized(std::int64_t height, std::int64_t width) {
  Tables tables = Network::tables();
  tables.calls.front().shape = {3, height, width};
  infer(tables);
  return tables;
}

TEST_CASE("parameters are those of timm, and multiply-adds as it counts them") {
  const auto check = []<class Network>(std::type_identity<Network>, std::int64_t features, double giga) {
    const Tables tables = Network::tables();
    const GraphView net = tables;
    REQUIRE(net.check().ok());
    CHECK(net.parameter_count() == Network::weights::default_.parameters);
    CHECK(net.output_shape() == Shape{features});
    CHECK(std::abs(static_cast<double>(net.multiply_add_count()) / 1e9 - giga) < 0.05);
  };
  check(std::type_identity<DINOv2_ViT_S_14>{}, 384, 46.70);
  check(std::type_identity<DINOv2_ViT_S_14_Reg4>{}, 384, 46.88);
  check(std::type_identity<DINOv2_ViT_B_14>{}, 768, 151.57);
  check(std::type_identity<DINOv2_ViT_B_14_Reg4>{}, 768, 152.12);
}

TEST_CASE("names and their order are timm's") {
  const Tables tables = DINOv2_ViT_S_14_Reg4::tables();
  const GraphView net = tables;
  std::string text;
  for (ModuleId row{1}; row < net.module_count(); ++row)
    if (const std::string path(net.path(row).view()); !path.starts_with("blocks.") || path.starts_with("blocks.0"))
      text += (text.empty() ? "" : " ") + path;
  CHECK(text ==
        "cls_token reg_token pos_embed patch_embed patch_embed.proj blocks blocks.0 blocks.0.norm1 blocks.0.attn "
        "blocks.0.attn.qkv blocks.0.attn.proj blocks.0.ls1 blocks.0.ls1.gamma blocks.0.norm2 blocks.0.mlp blocks.0.mlp.fc1 "
        "blocks.0.mlp.act blocks.0.mlp.fc2 blocks.0.ls2 blocks.0.ls2.gamma norm head");
}

TEST_CASE("images may have any size that is a multiple of 14") {
  const Tables small = resized<DINOv2_ViT_S_14>(224, 98), registers = resized<DINOv2_ViT_S_14_Reg4>(98, 14);
  REQUIRE(small.check.ok());
  REQUIRE(registers.check.ok());
  CHECK(GraphView(small).output_shape() == Shape{384});
  const auto sequence = [](const Tables& tables) {
    return tables.calls[static_cast<std::size_t>(tables.calls.size() - 3)].shape;
  };
  CHECK(sequence(small) == Shape{1 + 16 * 7, 384});
  CHECK(sequence(registers) == Shape{1 + 4 + 7, 384});
  CHECK(graft::detail::describe_problem(resized<DINOv2_ViT_S_14>(520, 518)) ==
        "the network takes sizes that are multiples of 14, gets 520");
  CHECK(resized<DINOv2_ViT_S_14>(518, 500).check.problem == Problem::not_a_multiple);
  CHECK(resized<DINOv2_ViT_S_14_Reg4>(13, 14).check.problem == Problem::window_too_large);
}

TEST_CASE("stages are three blocks each, and a frozen prefix ends between blocks") {
  const Tables tables = DINOv2_ViT_B_14::tables();
  const GraphView net = tables;
  const auto stage = [&](const char* path) { return net.module(net.find(path)).stage; };
  CHECK(stage("cls_token") == 0);
  CHECK(stage("patch_embed.proj") == 0);
  CHECK(stage("blocks.0.attn.qkv") == 1);
  CHECK(stage("blocks.5") == 2);
  CHECK(stage("blocks.11.ls2.gamma") == 4);
  CHECK(stage("norm") == 4);
  CHECK(stage("head") == no_stage);
  using Last = Composition<DINOv2_ViT_S_14, LinearHead<5>, FreezeAllBut<Classifier, LastStage>, SGD>;
  // Three blocks, the last LayerNorm and the head; a block has 4 C C for its attention, 8 C C for its MLP, and their biases,
  // LayerNorms and layer scales.
  constexpr std::int64_t c = 384;
  static_assert(Last::trainable_parameters == 3 * (12 * c * c + 9 * c + 2 * c + 4 * c) + 2 * c + 5 * c + 5);
  static_assert(Last::prefix == 9 + 9 * 12);
  using UpTo = Composition<DINOv2_ViT_S_14, LinearHead<5>, FreezeUpTo<AtStage<2>>, SGD>;
  static_assert(UpTo::prefix == 9 + 6 * 12);
}

TEST_CASE("images may have other channels") {
  const Tables grey = input_channels(DINOv2_ViT_S_14::graph, 1);
  CHECK(grey.check.ok());
  CHECK(GraphView(grey).parameter_count() == DINOv2_ViT_S_14::weights::default_.parameters - 2 * 14 * 14 * 384);
}

TEST_CASE("maps of patches of several depths go on to a dense head") {
  using Maps = Features<DINOv2_ViT_S_14, At<"blocks.2">, At<"blocks.11">>;
  static_assert(Maps::shapes()[0] == Shape{1370, 384} && Maps::shapes()[1] == Shape{1370, 384});
}

TEST_CASE("weights say what images they expect, their licence, and that they know no classes") {
  constexpr const WeightsEntry& entry = DINOv2_ViT_S_14::weights::default_;
  static_assert(entry.preprocessing.resize == 518 && entry.preprocessing.crop == 518);
  static_assert(entry.preprocessing.interpolation == Interpolation::bicubic);
  static_assert(entry.licence == "Apache-2.0" && entry.classes() == 0 && entry.file() == "dinov2_vits14_pretrain.pth");
}

}  // namespace dinov2_tests
