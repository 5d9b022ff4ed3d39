#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <graft/core/decimal.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// The configuration of a Swin Transformer.
struct SwinTransformerConfig {
  std::int64_t embed_dim = 96;  ///< channels of the first stage; each stage doubles them
  std::array<int, 4> depths{};  ///< blocks of each stage
  std::array<std::int64_t, 4> heads{};
  double stochastic_depth = 0;  ///< the probability of the last block; the first has 0
  bool v2 = false;              ///< cosine attention, and norms behind what they normalise
  std::int64_t image = v2 ? 256 : 224;
  std::int64_t window = v2 ? 8 : 7;  ///< height and width; pixels of the stage's maps
};

namespace detail {

constexpr void describe_swin_block(auto& net, const SwinTransformerConfig& config, std::int64_t channels, std::int64_t heads,
                                   bool shifted, double probability) {
  const auto input = net.last();
  const auto norm1 = net.module("norm1", LayerNorm{.shape = {channels}});
  const auto attn = net.module("attn", config.v2 ? Layer(ShiftedWindowAttentionV2{channels, heads, config.window, shifted})
                                                 : Layer(ShiftedWindowAttention{channels, heads, config.window, shifted}));
  const auto stochastic_depth = net.module("stochastic_depth", StochasticDepth{probability});
  const auto norm2 = net.module("norm2", LayerNorm{.shape = {channels}});
  const auto mlp = net.sequential("mlp", "MLP", [&] {
    net.module("0", Linear{.out = 4 * channels, .in = channels});
    net.module("1", GELU{});
    net.module("2", Dropout{.p = 0});
    net.module("3", Linear{.out = channels, .in = 4 * channels});
    net.module("4", Dropout{.p = 0});
  });
  const auto branch = [&](CallId from, ModuleId norm, ModuleId layers) {
    for (const ModuleId module : {config.v2 ? layers : norm, config.v2 ? norm : layers, stochastic_depth}) net.call(module);
    return net.add(from, net.last());
  };
  branch(branch(input, norm1, attn), norm2, mlp);
}

constexpr void describe_swin_transformer(auto& net, const SwinTransformerConfig& config) {
  int blocks = 0;
  for (const int more : config.depths) blocks += more;
  net.class_name("SwinTransformer");
  net.input({3, config.image, config.image});
  net.sequential("features", [&] {
    net.stage(0);
    net.sequential("0", [&] {
      net.conv("0", config.embed_dim, {.kernel = 4, .stride = 4});
      net.then("1", Permute{.axes = {1, 2, 0}});
      net.layer_norm("2");
    });
    int position = 1, block = 0;
    std::int64_t channels = config.embed_dim;
    for (std::size_t stage = 0; stage < config.depths.size(); ++stage) {
      net.stage(static_cast<int>(stage) + 1);
      if (stage > 0) {
        channels *= 2;
        net.block(decimal(position++), config.v2 ? "PatchMergingV2" : "PatchMerging", [&] {
          const auto reduction = net.module("reduction", Linear{.out = channels, .in = 2 * channels, .bias = false});
          const auto norm = net.module("norm", LayerNorm{.shape = {config.v2 ? channels : 2 * channels}});
          net.merge_patches();
          net.call(config.v2 ? reduction : norm);
          net.call(config.v2 ? norm : reduction);
        });
      }
      net.sequential(decimal(position++), [&] {
        for (int of_stage = 0; of_stage < config.depths[stage]; ++of_stage, ++block)
          net.block(decimal(of_stage), config.v2 ? "SwinTransformerBlockV2" : "SwinTransformerBlock", [&] {
            describe_swin_block(net, config, channels, config.heads[stage], of_stage % 2 == 1,
                                config.stochastic_depth * block / (blocks - 1));
          });
      });
    }
  });
  net.layer_norm("norm");
  net.then("permute", Permute{.axes = {2, 0, 1}});
  net.stage(no_stage);
  net.adaptive_avg_pool("avgpool", 1);
  net.then("flatten", Flatten{});
  net.classifier(net.linear("head", 1000));
}

template <SwinTransformerConfig Config>
struct SwinTransformerDescription {
  static constexpr std::size_t blocks =
      static_cast<std::size_t>(Config.depths[0] + Config.depths[1] + Config.depths[2] + Config.depths[3]);
  static constexpr GraphSizes room = {24 + (Config.v2 ? 17 : 13) * blocks, 18 + 12 * blocks, 17 + 14 * blocks};
  constexpr void operator()(auto& net) const { describe_swin_transformer(net, Config); }
};

}  // namespace detail

/// A Swin Transformer, or V2, for classification, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// Maps are (H, W, C) between the stem and `norm`. A stage begins with the merging of patches. The frozen prefix may end behind
/// any block, the stem, or the merging.
/// Shapes: (N, 3, 224, 224) -> (N, 1000), V2 (N, 3, 256, 256); any H and W from 4 pixels on work.
/// Source: Liu et al., "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows", 2021, and "Swin Transformer
///         V2: Scaling Up Capacity and Resolution", 2021; torchvision/models/swin_transformer.py (names, initial values).
template <SwinTransformerConfig Config>
struct SwinTransformer : DescribedNetwork<detail::SwinTransformerDescription<Config>> {
  static constexpr Initialization initialization{.linear_weight = {Distribution::Kind::truncated_normal, 0.02},
                                                 .linear_bias = {Distribution::Kind::constant, 0},
                                                 .classifier_weight = {Distribution::Kind::truncated_normal, 0.02},
                                                 .classifier_bias = {Distribution::Kind::constant, 0}};
};

struct Swin_T : SwinTransformer<SwinTransformerConfig{96, {2, 2, 6, 2}, {3, 6, 12, 24}, 0.2}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "Swin_T_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/swin_t-704ceda3.pth",
                                                .preprocessing = {.resize = 232, .interpolation = Interpolation::bicubic},
                                                .parameters = 28'288'354,
                                                .acc1 = 81.474,
                                                .acc5 = 95.776};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

struct Swin_S : SwinTransformer<SwinTransformerConfig{96, {2, 2, 18, 2}, {3, 6, 12, 24}, 0.3}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "Swin_S_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/swin_s-5e29d889.pth",
                                                .preprocessing = {.resize = 246, .interpolation = Interpolation::bicubic},
                                                .parameters = 49'606'258,
                                                .acc1 = 83.196,
                                                .acc5 = 96.360};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

struct Swin_B : SwinTransformer<SwinTransformerConfig{128, {2, 2, 18, 2}, {4, 8, 16, 32}, 0.5}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "Swin_B_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/swin_b-68c6b09e.pth",
                                                .preprocessing = {.resize = 238, .interpolation = Interpolation::bicubic},
                                                .parameters = 87'768'224,
                                                .acc1 = 83.582,
                                                .acc5 = 96.640};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

struct Swin_V2_T : SwinTransformer<SwinTransformerConfig{96, {2, 2, 6, 2}, {3, 6, 12, 24}, 0.2, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{
        .name = "Swin_V2_T_Weights.IMAGENET1K_V1",
        .url = "https://download.pytorch.org/models/swin_v2_t-b137f0e2.pth",
        .preprocessing = {.resize = 260, .crop = 256, .interpolation = Interpolation::bicubic},
        .parameters = 28'351'570,
        .acc1 = 82.072,
        .acc5 = 96.132};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

struct Swin_V2_S : SwinTransformer<SwinTransformerConfig{96, {2, 2, 18, 2}, {3, 6, 12, 24}, 0.3, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{
        .name = "Swin_V2_S_Weights.IMAGENET1K_V1",
        .url = "https://download.pytorch.org/models/swin_v2_s-637d8ceb.pth",
        .preprocessing = {.resize = 260, .crop = 256, .interpolation = Interpolation::bicubic},
        .parameters = 49'737'442,
        .acc1 = 83.712,
        .acc5 = 96.816};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

struct Swin_V2_B : SwinTransformer<SwinTransformerConfig{128, {2, 2, 18, 2}, {4, 8, 16, 32}, 0.5, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{
        .name = "Swin_V2_B_Weights.IMAGENET1K_V1",
        .url = "https://download.pytorch.org/models/swin_v2_b-781e5279.pth",
        .preprocessing = {.resize = 272, .crop = 256, .interpolation = Interpolation::bicubic},
        .parameters = 87'930'848,
        .acc1 = 84.112,
        .acc5 = 96.864};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

}  // namespace graft
