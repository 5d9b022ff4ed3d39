#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/detail/divisible.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// The configuration of a MNASNet.
struct MNASNetConfig {
  double width = 1;  ///< multiplies all numbers of channels but the last
};

namespace detail {

/// A row of the paper's figure 7: inverted residual blocks of one width.
struct MNASNetRow {
  std::int64_t expansion, kernel;
  std::int64_t channels;  ///< at width 1
  int blocks;
  std::int64_t stride;  ///< of the first block
};

inline constexpr std::array<MNASNetRow, 6> mnasnet_rows{{
    {3, 3, 24, 3, 2},
    {3, 5, 40, 3, 2},
    {6, 5, 80, 3, 2},
    {6, 3, 96, 2, 1},
    {6, 5, 192, 4, 2},
    {6, 3, 320, 1, 1},
}};

constexpr void describe_mnasnet(auto& net, const MNASNetConfig& config) {
  constexpr BatchNorm2d norm{.momentum = 1 - 0.9997};
  const auto scaled = [&](std::int64_t channels) { return divisible_by_8(static_cast<double>(channels) * config.width); };
  // A convolution and a BatchNorm, and a ReLU unless it projects, as three modules of the current container.
  const auto conv_norm_relu = [&](int& position, Conv2d conv, bool activates = true) {
    conv.padding = conv.kernel.height / 2;
    conv.bias = false;
    net.then(decimal(position++), conv);
    net.batch_norm(decimal(position++), norm);
    if (activates) net.relu(decimal(position++));
  };

  net.class_name("MNASNet");
  net.input({3, 224, 224});
  net.sequential("layers", [&] {
    int position = 0, stage = 1;
    std::int64_t channels = scaled(32);
    net.stage(0);
    conv_norm_relu(position, {.out = channels, .kernel = 3, .stride = 2});
    net.stage(stage);
    conv_norm_relu(position, {.out = channels, .kernel = 3, .groups = channels});
    channels = scaled(16);
    conv_norm_relu(position, {.out = channels}, false);
    for (const MNASNetRow& row : mnasnet_rows) {
      if (row.stride > 1) net.stage(++stage);
      const std::int64_t out = scaled(row.channels);
      net.sequential(decimal(position++), [&] {
        for (int block = 0; block < row.blocks; ++block) {
          const std::int64_t stride = block == 0 ? row.stride : 1, expanded = channels * row.expansion;
          net.block(decimal(block), "_InvertedResidual", [&] {
            const auto input = net.last();
            net.sequential("layers", [&] {
              int layer = 0;
              conv_norm_relu(layer, {.out = expanded});
              conv_norm_relu(layer, {.out = expanded, .kernel = row.kernel, .stride = stride, .groups = expanded});
              conv_norm_relu(layer, {.out = out}, false);
            });
            if (stride == 1 && out == channels) net.add(net.last(), input);
          });
          channels = out;
        }
      });
    }
    conv_norm_relu(position, {.out = 1280});
  });
  net.stage(no_stage);
  net.mean();
  net.sequential("classifier", [&] {
    net.dropout("0", {.p = 0.2, .inplace = true});
    net.classifier(net.linear("1", 1000));
  });
}

template <MNASNetConfig Config>
struct MNASNetDescription {
  static constexpr GraphSizes room = {182, 153, 162};
  constexpr void operator()(auto& net) const { describe_mnasnet(net, Config); }
};

}  // namespace detail

/// MNASNet-B1 of any width, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// A frozen prefix may end between two blocks. The first of five stages is the separable convolution behind the stem.
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W work.
/// Source: Tan et al., "MnasNet: Platform-Aware Neural Architecture Search for Mobile", 2018; torchvision/models/mnasnet.py
///         (names, initial values, all widths scaled as in version 2 of its files).
template <MNASNetConfig Config>
struct MNASNet : DescribedNetwork<detail::MNASNetDescription<Config>> {
  static constexpr Initialization initialization{.conv_weight = {Distribution::Kind::kaiming_fan_out},
                                                 .conv_bias = {Distribution::Kind::constant, 0},
                                                 .linear_weight = {Distribution::Kind::fan_out_uniform, 3},
                                                 .linear_bias = {Distribution::Kind::constant, 0},
                                                 .classifier_weight = {Distribution::Kind::fan_out_uniform, 3},
                                                 .classifier_bias = {Distribution::Kind::constant, 0}};
};

struct MNASNet0_5 : MNASNet<MNASNetConfig{.width = 0.5}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{
        .name = "MNASNet0_5_Weights.IMAGENET1K_V1",
        .url = "https://download.pytorch.org/models/mnasnet0.5_top1_67.823-3ffadce67e.pth",
        .parameters = 2'218'512,
        .acc1 = 67.734,
        .acc5 = 87.490};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct MNASNet0_75 : MNASNet<MNASNetConfig{.width = 0.75}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "MNASNet0_75_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/mnasnet0_75-7090bc5f.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 3'170'208,
                                                .acc1 = 71.180,
                                                .acc5 = 90.496};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct MNASNet1_0 : MNASNet<MNASNetConfig{}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{
        .name = "MNASNet1_0_Weights.IMAGENET1K_V1",
        .url = "https://download.pytorch.org/models/mnasnet1.0_top1_73.512-f206786ef8.pth",
        .parameters = 4'383'312,
        .acc1 = 73.456,
        .acc5 = 91.510};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct MNASNet1_3 : MNASNet<MNASNetConfig{.width = 1.3}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "MNASNet1_3_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/mnasnet1_3-a4c69d6f.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 6'282'256,
                                                .acc1 = 76.506,
                                                .acc5 = 93.522};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

}  // namespace graft
