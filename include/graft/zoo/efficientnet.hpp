#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/detail/conv_norm_activation.hpp>
#include <graft/zoo/detail/divisible.hpp>
#include <graft/zoo/detail/squeeze_excitation.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// The configuration of an EfficientNet.
struct EfficientNetConfig {
  /// A row of the papers' tables: inverted residual blocks of one width.
  struct Row {
    bool fused = false;          ///< expansion and depthwise convolution are one convolution, and nothing squeezes
    std::int64_t expansion = 1;  ///< channels inside a block for each channel of its input
    std::int64_t kernel = 3;
    std::int64_t stride = 1;  ///< of the first block
    std::int64_t out = 0;     ///< channels
    int blocks = 0;           ///< a row without any is left out
  };

  std::int64_t stem = 32;  ///< channels
  std::array<Row, 7> rows{};
  std::int64_t features = 1280;  ///< channels of the last convolution
  double dropout = 0.2;
  BatchNorm2d norm{};
  double stochastic_depth = 0.2;  ///< the probability that the last block is skipped; it grows from 0 on
};

namespace detail {

constexpr bool MBConv = false, FusedMBConv = true;

/// Version 1 is one table, with multiples of its width and depth.
/// Source: Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", 2019, table 1.
[[nodiscard]] constexpr EfficientNetConfig efficientnet_v1(double width, double depth, double dropout, BatchNorm2d norm = {}) {
  EfficientNetConfig config{.rows = {{
                                {MBConv, 1, 3, 1, 16, 1},
                                {MBConv, 6, 3, 2, 24, 2},
                                {MBConv, 6, 5, 2, 40, 2},
                                {MBConv, 6, 3, 2, 80, 3},
                                {MBConv, 6, 5, 1, 112, 3},
                                {MBConv, 6, 5, 2, 192, 4},
                                {MBConv, 6, 3, 1, 320, 1},
                            }},
                            .dropout = dropout,
                            .norm = norm};
  config.stem = divisible_by_8(static_cast<double>(config.stem) * width);
  for (EfficientNetConfig::Row& row : config.rows) {
    const double blocks = row.blocks * depth;
    row.blocks = static_cast<int>(blocks);
    if (row.blocks < blocks) ++row.blocks;
    row.out = divisible_by_8(static_cast<double>(row.out) * width);
  }
  config.features = 4 * config.rows.back().out;
  return config;
}

inline constexpr BatchNorm2d efficientnet_tensorflow_norm{.eps = 0.001, .momentum = 0.01};
inline constexpr EfficientNetConfig efficientnet_b0 = efficientnet_v1(1.0, 1.0, 0.2);
inline constexpr EfficientNetConfig efficientnet_b1 = efficientnet_v1(1.0, 1.1, 0.2);
inline constexpr EfficientNetConfig efficientnet_b2 = efficientnet_v1(1.1, 1.2, 0.3);
inline constexpr EfficientNetConfig efficientnet_b3 = efficientnet_v1(1.2, 1.4, 0.3);
inline constexpr EfficientNetConfig efficientnet_b4 = efficientnet_v1(1.4, 1.8, 0.4);
inline constexpr EfficientNetConfig efficientnet_b5 = efficientnet_v1(1.6, 2.2, 0.4, efficientnet_tensorflow_norm);
inline constexpr EfficientNetConfig efficientnet_b6 = efficientnet_v1(1.8, 2.6, 0.5, efficientnet_tensorflow_norm);
inline constexpr EfficientNetConfig efficientnet_b7 = efficientnet_v1(2.0, 3.1, 0.5, efficientnet_tensorflow_norm);

// Source of the three: Tan and Le, "EfficientNetV2: Smaller Models and Faster Training", 2021, table 4; numbers of blocks and
// channels of M and L as torchvision has them.
inline constexpr EfficientNetConfig efficientnet_v2_s{.stem = 24,
                                                      .rows = {{
                                                          {FusedMBConv, 1, 3, 1, 24, 2},
                                                          {FusedMBConv, 4, 3, 2, 48, 4},
                                                          {FusedMBConv, 4, 3, 2, 64, 4},
                                                          {MBConv, 4, 3, 2, 128, 6},
                                                          {MBConv, 6, 3, 1, 160, 9},
                                                          {MBConv, 6, 3, 2, 256, 15},
                                                      }},
                                                      .dropout = 0.2,
                                                      .norm = {.eps = 0.001}};
inline constexpr EfficientNetConfig efficientnet_v2_m{.stem = 24,
                                                      .rows = {{
                                                          {FusedMBConv, 1, 3, 1, 24, 3},
                                                          {FusedMBConv, 4, 3, 2, 48, 5},
                                                          {FusedMBConv, 4, 3, 2, 80, 5},
                                                          {MBConv, 4, 3, 2, 160, 7},
                                                          {MBConv, 6, 3, 1, 176, 14},
                                                          {MBConv, 6, 3, 2, 304, 18},
                                                          {MBConv, 6, 3, 1, 512, 5},
                                                      }},
                                                      .dropout = 0.3,
                                                      .norm = {.eps = 0.001}};
inline constexpr EfficientNetConfig efficientnet_v2_l{.stem = 32,
                                                      .rows = {{
                                                          {FusedMBConv, 1, 3, 1, 32, 4},
                                                          {FusedMBConv, 4, 3, 2, 64, 7},
                                                          {FusedMBConv, 4, 3, 2, 96, 7},
                                                          {MBConv, 4, 3, 2, 192, 10},
                                                          {MBConv, 6, 3, 1, 224, 19},
                                                          {MBConv, 6, 3, 2, 384, 25},
                                                          {MBConv, 6, 3, 1, 640, 7},
                                                      }},
                                                      .dropout = 0.4,
                                                      .norm = {.eps = 0.001}};

/// One inverted residual block. Stochastic depth is a module in every block, and called where there is a shortcut.
constexpr void describe_mbconv(auto& net, const ShortString<31>& name, std::int64_t channels,
                               const EfficientNetConfig::Row& row, std::int64_t stride, const BatchNorm2d& norm,
                               double skipped) {
  net.block(name, row.fused ? "FusedMBConv" : "MBConv", [&] {
    const auto input = net.last();
    const std::int64_t expanded = channels * row.expansion;
    net.sequential("block", [&] {
      int layer = 0;
      const auto conv = [&](const Conv2d& options, const Layer& activation) {
        describe_conv_norm_activation(net, decimal(layer++), options, norm, activation);
      };
      if (row.fused) {
        const bool expands = row.expansion != 1;
        conv({.out = expands ? expanded : row.out, .kernel = row.kernel, .stride = stride}, SiLU{});
        if (expands) describe_conv_norm(net, decimal(layer), {.out = row.out}, norm);
      } else {
        if (row.expansion != 1) conv({.out = expanded}, SiLU{});
        conv({.out = expanded, .kernel = row.kernel, .stride = stride, .groups = expanded}, SiLU{});
        describe_squeeze_excitation(net, decimal(layer++), expanded, channels / 4, SiLU{}, Sigmoid{});
        describe_conv_norm(net, decimal(layer), {.out = row.out}, norm);
      }
    });
    const auto stochastic_depth = net.module("stochastic_depth", StochasticDepth{skipped});
    if (stride != 1 || row.out != channels) return;
    net.call(stochastic_depth);
    net.add(net.last(), input);
  });
}

constexpr void describe_efficientnet(auto& net, const EfficientNetConfig& config) {
  net.class_name("EfficientNet");
  net.input({3, 224, 224});
  int block = 0, blocks = 0;
  for (const EfficientNetConfig::Row& row : config.rows) blocks += row.blocks;
  net.sequential("features", [&] {
    std::int64_t channels = config.stem;
    int stage = 0, position = 0;
    net.stage(stage);
    describe_conv_norm_activation(net, decimal(position++), {.out = channels, .kernel = 3, .stride = 2}, config.norm, SiLU{});
    for (const EfficientNetConfig::Row& row : config.rows) {
      if (row.blocks == 0) continue;
      if (row.stride > 1 || stage == 0) net.stage(++stage);
      net.sequential(decimal(position++), [&] {
        for (int of_row = 0; of_row < row.blocks; ++of_row, ++block) {
          describe_mbconv(net, decimal(of_row), channels, row, of_row == 0 ? row.stride : 1, config.norm,
                          config.stochastic_depth * block / blocks);
          channels = row.out;
        }
      });
    }
    describe_conv_norm_activation(net, decimal(position), {.out = config.features}, config.norm, SiLU{});
  });
  net.stage(no_stage);
  net.adaptive_avg_pool("avgpool", 1);
  net.flatten();
  net.sequential("classifier", [&] {
    net.dropout("0", {.p = config.dropout, .inplace = true});
    net.classifier(net.linear("1", 1000));
  });
}

/// An EfficientNet's rows: of stem, last convolution and classifier, of each row of its table, of each block and its shortcut.
[[nodiscard]] constexpr GraphSizes efficientnet_room(const EfficientNetConfig& config) {
  GraphSizes room{14, 11, 10};
  std::int64_t channels = config.stem;
  for (const EfficientNetConfig::Row& row : config.rows) {
    if (row.blocks == 0) continue;
    const std::size_t blocks = static_cast<std::size_t>(row.blocks);
    const std::size_t shortcuts = row.stride == 1 && row.out == channels ? blocks : blocks - 1;
    const bool expands = row.expansion != 1;
    const std::size_t modules = row.fused ? (expands ? 10 : 7) : (expands ? 20 : 16);
    const std::size_t calls = row.fused ? (expands ? 5 : 3) : (expands ? 14 : 11);
    room.modules += 1 + blocks * modules;
    room.calls += blocks * calls + 2 * shortcuts;
    room.inputs += blocks * (row.fused ? calls : calls + 1) + 3 * shortcuts;
    channels = row.out;
  }
  return room;
}

template <const EfficientNetConfig& Config>
struct EfficientNetDescription {
  static constexpr GraphSizes room = efficientnet_room(Config);
  constexpr void operator()(auto& net) const { describe_efficientnet(net, Config); }
};

}  // namespace detail

/// An EfficientNet, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// `Config` is a constant that the program has, such as `inline constexpr EfficientNetConfig mine{...};`. A frozen prefix may
/// end between two blocks `features.N.M`; of the five stages one begins behind the stem, the others where the maps are halved.
/// Weights expect larger images with larger networks: see the `crop` of their entries.
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W work.
/// Source: the papers are named with their tables above; torchvision/models/efficientnet.py (names, initial values, settings
///         of BatchNorm and dropout).
template <const EfficientNetConfig& Config>
struct EfficientNet : DescribedNetwork<detail::EfficientNetDescription<Config>> {
  static constexpr Initialization initialization{.conv_weight = {Distribution::Kind::kaiming_fan_out},
                                                 .conv_bias = {Distribution::Kind::constant, 0},
                                                 .linear_weight = {Distribution::Kind::fan_out_uniform, 1},
                                                 .linear_bias = {Distribution::Kind::constant, 0},
                                                 .classifier_weight = {Distribution::Kind::fan_out_uniform, 1},
                                                 .classifier_bias = {Distribution::Kind::constant, 0}};
};

struct EfficientNet_B0 : EfficientNet<detail::efficientnet_b0> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{
        .name = "EfficientNet_B0_Weights.IMAGENET1K_V1",
        .url = "https://download.pytorch.org/models/efficientnet_b0_rwightman-7f5810bc.pth",
        .preprocessing = {.interpolation = Interpolation::bicubic},
        .parameters = 5'288'548,
        .acc1 = 77.692,
        .acc5 = 93.532};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct EfficientNet_B1 : EfficientNet<detail::efficientnet_b1> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{
        .name = "EfficientNet_B1_Weights.IMAGENET1K_V1",
        .url = "https://download.pytorch.org/models/efficientnet_b1_rwightman-bac287d4.pth",
        .preprocessing = {.crop = 240, .interpolation = Interpolation::bicubic},
        .parameters = 7'794'184,
        .acc1 = 78.642,
        .acc5 = 94.186};
    static constexpr WeightsEntry imagenet1k_v2{.name = "EfficientNet_B1_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/efficientnet_b1-c27df63c.pth",
                                                .preprocessing = {.resize = 255, .crop = 240},
                                                .parameters = 7'794'184,
                                                .acc1 = 79.838,
                                                .acc5 = 94.934};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct EfficientNet_B2 : EfficientNet<detail::efficientnet_b2> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{
        .name = "EfficientNet_B2_Weights.IMAGENET1K_V1",
        .url = "https://download.pytorch.org/models/efficientnet_b2_rwightman-c35c1473.pth",
        .preprocessing = {.resize = 288, .crop = 288, .interpolation = Interpolation::bicubic},
        .parameters = 9'109'994,
        .acc1 = 80.608,
        .acc5 = 95.310};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct EfficientNet_B3 : EfficientNet<detail::efficientnet_b3> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{
        .name = "EfficientNet_B3_Weights.IMAGENET1K_V1",
        .url = "https://download.pytorch.org/models/efficientnet_b3_rwightman-b3899882.pth",
        .preprocessing = {.resize = 320, .crop = 300, .interpolation = Interpolation::bicubic},
        .parameters = 12'233'232,
        .acc1 = 82.008,
        .acc5 = 96.054};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct EfficientNet_B4 : EfficientNet<detail::efficientnet_b4> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{
        .name = "EfficientNet_B4_Weights.IMAGENET1K_V1",
        .url = "https://download.pytorch.org/models/efficientnet_b4_rwightman-23ab8bcd.pth",
        .preprocessing = {.resize = 384, .crop = 380, .interpolation = Interpolation::bicubic},
        .parameters = 19'341'616,
        .acc1 = 83.384,
        .acc5 = 96.594};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct EfficientNet_B5 : EfficientNet<detail::efficientnet_b5> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{
        .name = "EfficientNet_B5_Weights.IMAGENET1K_V1",
        .url = "https://download.pytorch.org/models/efficientnet_b5_lukemelas-1a07897c.pth",
        .preprocessing = {.resize = 456, .crop = 456, .interpolation = Interpolation::bicubic},
        .parameters = 30'389'784,
        .acc1 = 83.444,
        .acc5 = 96.628};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct EfficientNet_B6 : EfficientNet<detail::efficientnet_b6> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{
        .name = "EfficientNet_B6_Weights.IMAGENET1K_V1",
        .url = "https://download.pytorch.org/models/efficientnet_b6_lukemelas-24a108a5.pth",
        .preprocessing = {.resize = 528, .crop = 528, .interpolation = Interpolation::bicubic},
        .parameters = 43'040'704,
        .acc1 = 84.008,
        .acc5 = 96.916};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct EfficientNet_B7 : EfficientNet<detail::efficientnet_b7> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{
        .name = "EfficientNet_B7_Weights.IMAGENET1K_V1",
        .url = "https://download.pytorch.org/models/efficientnet_b7_lukemelas-c5b4e57e.pth",
        .preprocessing = {.resize = 600, .crop = 600, .interpolation = Interpolation::bicubic},
        .parameters = 66'347'960,
        .acc1 = 84.122,
        .acc5 = 96.908};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct EfficientNet_V2_S : EfficientNet<detail::efficientnet_v2_s> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "EfficientNet_V2_S_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/efficientnet_v2_s-dd5fe13b.pth",
                                                .preprocessing = {.resize = 384, .crop = 384},
                                                .parameters = 21'458'488,
                                                .acc1 = 84.228,
                                                .acc5 = 96.878};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct EfficientNet_V2_M : EfficientNet<detail::efficientnet_v2_m> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "EfficientNet_V2_M_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/efficientnet_v2_m-dc08266a.pth",
                                                .preprocessing = {.resize = 480, .crop = 480},
                                                .parameters = 54'139'356,
                                                .acc1 = 85.112,
                                                .acc5 = 97.156};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct EfficientNet_V2_L : EfficientNet<detail::efficientnet_v2_l> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "EfficientNet_V2_L_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/efficientnet_v2_l-59c71312.pth",
                                                .preprocessing = {.resize = 480,
                                                                  .crop = 480,
                                                                  .normalization = {{0.5F, 0.5F, 0.5F}, {0.5F, 0.5F, 0.5F}},
                                                                  .interpolation = Interpolation::bicubic},
                                                .parameters = 118'515'272,
                                                .acc1 = 85.808,
                                                .acc5 = 97.788};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

}  // namespace graft
