#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/detail/conv_norm_activation.hpp>
#include <graft/zoo/detail/squeeze_excitation.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// The configuration of a MaxViT.
struct MaxViTConfig {
  std::int64_t image = 224;  ///< height and width of the images, fixed by the grids
  std::int64_t stem = 64;    ///< channels
  std::array<std::int64_t, 4> channels{};
  std::array<int, 4> layers{};  ///< of each block
  double stochastic_depth = 0;  ///< the probability of the last layer; the first has 0
  std::int64_t head_dim = 32;
  std::int64_t partition = 7;  ///< height and width of a window, and of the grid
};

namespace detail {

inline constexpr BatchNorm2d maxvit_norm{.eps = 1e-3, .momentum = 0.99};

/// An inverted residual block with squeeze-and-excitation and pre-normalization.
constexpr void describe_maxvit_convolutions(auto& net, std::int64_t channels, std::int64_t stride, double probability) {
  net.block("MBconv", "MBConv", [&] {
    const auto input = net.last();
    if (stride == 1) {
      net.then("proj", Identity{});
    } else {
      net.sequential("proj", [&] {
        net.avg_pool("0", {.kernel = 3, .stride = stride, .padding = 1});
        net.conv("1", channels);
      });
    }
    const auto residual = net.last();
    const auto stochastic_depth =
        net.module("stochastic_depth", probability > 0 ? Layer(StochasticDepth{probability}) : Layer(Identity{}));
    net.from(input);
    net.sequential("layers", [&] {
      const std::int64_t expanded = 4 * channels;
      net.batch_norm("pre_norm", maxvit_norm);
      describe_conv_norm_activation(net, "conv_a", {.out = expanded}, maxvit_norm, GELU{});
      describe_conv_norm_activation(net, "conv_b", {.out = expanded, .kernel = 3, .stride = stride, .groups = expanded},
                                    maxvit_norm, GELU{});
      describe_squeeze_excitation(net, "squeeze_excitation", expanded, channels / 4, SiLU{.inplace = false}, Sigmoid{});
      net.conv("conv_c", channels);
    });
    net.call(stochastic_depth);
    net.add(residual, net.last());
  });
}

/// Attention inside windows, or between the pixels of a grid: those at one place of all windows that as many as a window's
/// pixels cover the maps.
constexpr void describe_partition_attention(auto& net, const ShortString<31>& name, const MaxViTConfig& config,
                                            std::int64_t channels, std::int64_t side, bool grid, double probability) {
  net.block(name, "PartitionAttentionLayer", [&] {
    const std::int64_t size = grid ? side / config.partition : config.partition, count = side / size;
    const Layer swap = grid ? Layer(Permute{.axes = {1, 0, 2}, .name = "SwapAxes"}) : Layer(Identity{});
    const auto partition = net.module("partition_op", WindowPartition{size});
    const auto departition = net.module("departition_op", WindowDepartition{.size = size, .rows = count, .columns = count});
    const auto partition_swap = net.module("partition_swap", swap);
    const auto departition_swap = net.module("departition_swap", swap);
    net.call(partition);
    net.call(partition_swap);
    const auto input = net.last();
    net.sequential("attn_layer", [&] {
      net.layer_norm("0");
      net.then("1", RelativePositionalMultiHeadAttention{channels, config.head_dim, config.partition});
      net.dropout("2", {.p = 0});
    });
    const auto attended = net.last();
    const auto mlp = net.sequential("mlp_layer", [&] {
      net.module("0", LayerNorm{.shape = {channels}});
      net.module("1", Linear{.out = 4 * channels, .in = channels});
      net.module("2", GELU{});
      net.module("3", Linear{.out = channels, .in = 4 * channels});
      net.module("4", Dropout{.p = 0});
    });
    const auto stochastic_dropout = net.module("stochastic_dropout", StochasticDepth{probability});
    net.from(attended);
    net.call(stochastic_dropout);
    const auto between = net.add(input, net.last());
    net.call(mlp);
    net.call(stochastic_dropout);
    net.add(between, net.last());
    net.call(departition_swap);
    net.call(departition);
  });
}

constexpr void describe_maxvit(auto& net, const MaxViTConfig& config) {
  int layers = 0;
  for (const int more : config.layers) layers += more;
  net.class_name("MaxVit");
  net.input({3, config.image, config.image});
  net.stage(0);
  net.sequential("stem", [&] {
    describe_conv_norm_activation(net, "0", {.out = config.stem, .kernel = 3, .stride = 2}, maxvit_norm, GELU{});
    net.sequential("1", "Conv2dNormActivation", [&] { net.conv("0", config.stem, {.kernel = 3, .padding = 1}); });
  });
  net.stage(no_stage);
  net.sequential("blocks", "ModuleList", [&] {
    int layer = 0;
    std::int64_t side = (config.image + 1) / 2;
    for (std::size_t block = 0; block < config.layers.size(); ++block) {
      net.stage(static_cast<int>(block) + 1);
      side = (side + 1) / 2;
      net.block(decimal(static_cast<int>(block)), "MaxVitBlock", [&] {
        net.sequential("layers", "ModuleList", [&] {
          for (int of_block = 0; of_block < config.layers[block]; ++of_block, ++layer)
            net.block(decimal(of_block), "MaxVitLayer", [&] {
              net.sequential("layers", [&] {
                const double probability =
                    layer == layers - 1 ? config.stochastic_depth : layer * (config.stochastic_depth / (layers - 1));
                const std::int64_t channels = config.channels[block];
                describe_maxvit_convolutions(net, channels, of_block == 0 ? 2 : 1, probability);
                describe_partition_attention(net, "window_attention", config, channels, side, false, probability);
                describe_partition_attention(net, "grid_attention", config, channels, side, true, probability);
              });
            });
        });
      });
    }
  });
  net.stage(no_stage);
  net.sequential("classifier", [&] {
    net.adaptive_avg_pool("0", 1);
    net.then("1", Flatten{});
    net.layer_norm("2");
    net.linear("3", config.channels.back());
    net.then("4", Tanh{});
    net.classifier(net.linear("5", 1000, {.bias = false}));
  });
}

template <MaxViTConfig Config>
struct MaxViTDescription {
  static constexpr std::size_t layers =
      static_cast<std::size_t>(Config.layers[0] + Config.layers[1] + Config.layers[2] + Config.layers[3]);
  static constexpr GraphSizes room = {32 + 58 * layers, 15 + 49 * layers, 14 + 55 * layers};
  constexpr void operator()(auto& net) const { describe_maxvit(net, Config); }
};

}  // namespace detail

/// A MaxViT for classification, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// Grids fix the size of the images: the maps of each block are multiples of the partition. The frozen prefix may end behind
/// any layer's `MBconv`, `window_attention` or `grid_attention`, or the stem.
/// Shapes: (N, 3, image, image) -> (N, 1000).
/// Source: Tu et al., "MaxViT: Multi-Axis Vision Transformer", 2022; torchvision/models/maxvit.py (names, initial values).
template <MaxViTConfig Config>
struct MaxViT : DescribedNetwork<detail::MaxViTDescription<Config>> {
  static constexpr Initialization initialization{.conv_weight = {Distribution::Kind::normal, 0.02},
                                                 .conv_bias = {Distribution::Kind::constant, 0},
                                                 .linear_weight = {Distribution::Kind::normal, 0.02},
                                                 .linear_bias = {Distribution::Kind::constant, 0},
                                                 .classifier_weight = {Distribution::Kind::normal, 0.02},
                                                 .classifier_bias = {Distribution::Kind::constant, 0}};
};

struct MaxViT_T : MaxViT<MaxViTConfig{.channels = {64, 128, 256, 512}, .layers = {2, 2, 5, 2}, .stochastic_depth = 0.2}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "MaxVit_T_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/maxvit_t-bc5ab103.pth",
                                                .preprocessing = {.resize = 224, .interpolation = Interpolation::bicubic},
                                                .parameters = 30'919'624,
                                                .acc1 = 83.700,
                                                .acc5 = 96.722};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

}  // namespace graft
