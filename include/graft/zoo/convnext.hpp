#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <graft/core/decimal.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// The configuration of a ConvNeXt.
struct ConvNeXtConfig {
  std::array<std::int64_t, 4> channels{};  ///< of each stage
  std::array<int, 4> blocks{};             ///< of each stage
  double stochastic_depth = 0;             ///< the probability of the last block; the first has 0
};

namespace detail {

constexpr void describe_convnext(auto& net, const ConvNeXtConfig& config) {
  constexpr double eps = 1e-6;
  int blocks = 0;
  for (const int more : config.blocks) blocks += more;
  net.class_name("ConvNeXt");
  net.input({3, 224, 224});
  net.sequential("features", [&] {
    net.stage(0);
    net.sequential("0", "Conv2dNormActivation", [&] {
      net.conv("0", config.channels[0], {.kernel = 4, .stride = 4});
      net.then("1", LayerNorm2d{.eps = eps});
    });
    int position = 1, block = 0;
    for (std::size_t stage = 0; stage < config.blocks.size(); ++stage) {
      const std::int64_t channels = config.channels[stage];
      net.stage(static_cast<int>(stage) + 1);
      if (stage > 0)
        net.sequential(decimal(position++), [&] {
          net.then("0", LayerNorm2d{.eps = eps});
          net.conv("1", channels, {.kernel = 2, .stride = 2});
        });
      net.sequential(decimal(position++), [&] {
        for (int of_stage = 0; of_stage < config.blocks[stage]; ++of_stage, ++block)
          net.block(decimal(of_stage), "CNBlock", [&] {
            const auto input = net.last();
            // A container's own parameters come before its modules in a state_dict, whatever their order in Python's code.
            const auto scale = net.parameter("layer_scale", {.shape = {channels, 1, 1}, .batch_axis = false, .mean = 1e-6});
            net.sequential("block", [&] {
              net.conv("0", channels, {.kernel = 7, .padding = 3, .groups = channels});
              net.then("1", Permute{.axes = {1, 2, 0}});
              net.layer_norm("2", {.eps = eps});
              net.linear("3", 4 * channels);
              net.then("4", GELU{});
              net.linear("5", channels);
              net.then("6", Permute{.axes = {2, 0, 1}});
            });
            const auto result = net.last();
            net.multiply(net.read(scale), result);
            net.then("stochastic_depth", StochasticDepth{config.stochastic_depth * block / (blocks - 1.0)});
            net.add(net.last(), input);
          });
      });
    }
  });
  net.stage(no_stage);
  net.adaptive_avg_pool("avgpool", 1);
  net.sequential("classifier", [&] {
    net.then("0", LayerNorm2d{.eps = eps});
    net.then("1", Flatten{});
    net.classifier(net.linear("2", 1000));
  });
}

template <ConvNeXtConfig Config>
struct ConvNeXtDescription {
  static constexpr std::size_t blocks =
      static_cast<std::size_t>(Config.blocks[0] + Config.blocks[1] + Config.blocks[2] + Config.blocks[3]);
  static constexpr GraphSizes room = {23 + 11 * blocks, 13 + 11 * blocks, 12 + 12 * blocks};
  constexpr void operator()(auto& net) const { describe_convnext(net, Config); }
};

}  // namespace detail

/// A ConvNeXt for classification, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// A stage begins with the layers that halve the maps. The frozen prefix may end behind any block, the stem, or those layers.
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W from 32 pixels on work.
/// Source: Liu et al., "A ConvNet for the 2020s", 2022; torchvision/models/convnext.py (names, initial values).
template <ConvNeXtConfig Config>
struct ConvNeXt : DescribedNetwork<detail::ConvNeXtDescription<Config>> {
  static constexpr Initialization initialization{.conv_weight = {Distribution::Kind::truncated_normal, 0.02},
                                                 .conv_bias = {Distribution::Kind::constant, 0},
                                                 .linear_weight = {Distribution::Kind::truncated_normal, 0.02},
                                                 .linear_bias = {Distribution::Kind::constant, 0},
                                                 .classifier_weight = {Distribution::Kind::truncated_normal, 0.02},
                                                 .classifier_bias = {Distribution::Kind::constant, 0}};
};

struct ConvNeXt_Tiny : ConvNeXt<ConvNeXtConfig{{96, 192, 384, 768}, {3, 3, 9, 3}, 0.1}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "ConvNeXt_Tiny_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/convnext_tiny-983f1562.pth",
                                                .preprocessing = {.resize = 236},
                                                .parameters = 28'589'128,
                                                .acc1 = 82.520,
                                                .acc5 = 96.146};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

struct ConvNeXt_Small : ConvNeXt<ConvNeXtConfig{{96, 192, 384, 768}, {3, 3, 27, 3}, 0.4}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "ConvNeXt_Small_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/convnext_small-0c510722.pth",
                                                .preprocessing = {.resize = 230},
                                                .parameters = 50'223'688,
                                                .acc1 = 83.616,
                                                .acc5 = 96.650};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

struct ConvNeXt_Base : ConvNeXt<ConvNeXtConfig{{128, 256, 512, 1024}, {3, 3, 27, 3}, 0.5}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "ConvNeXt_Base_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/convnext_base-6075fbad.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 88'591'464,
                                                .acc1 = 84.062,
                                                .acc5 = 96.870};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

struct ConvNeXt_Large : ConvNeXt<ConvNeXtConfig{{192, 384, 768, 1536}, {3, 3, 27, 3}, 0.5}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "ConvNeXt_Large_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/convnext_large-ea097f82.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 197'767'336,
                                                .acc1 = 84.414,
                                                .acc5 = 96.976};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

}  // namespace graft
