#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/detail/conv_norm_activation.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {
namespace detail {

/// A row of the paper's table 2: inverted residual blocks of one width.
struct MobileNetV2Row {
  std::int64_t expansion;  ///< channels of the depthwise convolution for each channel of the input
  std::int64_t channels;
  int blocks;
  std::int64_t stride;  ///< of the first block
};

inline constexpr std::array<MobileNetV2Row, 7> mobilenet_v2_rows{{
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1},
}};

/// One inverted residual block: an expansion, if any, a depthwise convolution, and a projection without an activation.
constexpr void describe_linear_bottleneck(auto& net, const ShortString<31>& name, std::int64_t channels,
                                          const MobileNetV2Row& row, std::int64_t stride) {
  net.block(name, "InvertedResidual", [&] {
    const auto input = net.last();
    const std::int64_t expanded = channels * row.expansion;
    net.sequential("conv", [&] {
      int layer = 0;
      if (row.expansion != 1) describe_conv_norm_activation(net, decimal(layer++), {.out = expanded}, {}, ReLU6{});
      describe_conv_norm_activation(net, decimal(layer++), {.out = expanded, .kernel = 3, .stride = stride, .groups = expanded},
                                    {}, ReLU6{});
      net.conv(decimal(layer++), row.channels, {.bias = false});
      net.batch_norm(decimal(layer));
    });
    if (stride == 1 && row.channels == channels) net.add(input, net.last());
  });
}

struct MobileNetV2Description {
  static constexpr GraphSizes room = {213, 154, 163};
  constexpr void operator()(auto& net) const {
    net.class_name("MobileNetV2");
    net.input({3, 224, 224});
    net.sequential("features", [&] {
      std::int64_t channels = 32;
      int stage = 0, position = 0;
      net.stage(stage);
      describe_conv_norm_activation(net, decimal(position++), {.out = channels, .kernel = 3, .stride = 2}, {}, ReLU6{});
      for (const MobileNetV2Row& row : mobilenet_v2_rows) {
        if (row.stride > 1 || stage == 0) net.stage(++stage);
        for (int block = 0; block < row.blocks; ++block) {
          describe_linear_bottleneck(net, decimal(position++), channels, row, block == 0 ? row.stride : 1);
          channels = row.channels;
        }
      }
      describe_conv_norm_activation(net, decimal(position), {.out = 1280}, {}, ReLU6{});
    });
    net.stage(no_stage);
    net.apply(AdaptiveAvgPool2d{{1, 1}});
    net.flatten();
    net.sequential("classifier", [&] {
      net.dropout("0", {.p = 0.2});
      net.classifier(net.linear("1", 1000));
    });
  }
};

}  // namespace detail

/// MobileNetV2, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// A frozen prefix may end behind any block `features.N`; its five stages have 16, 24, 32, 96 and 1280 channels.
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W work.
/// Source: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018, table 2;
///         torchvision/models/mobilenetv2.py (names, initial values).
struct MobileNetV2 : DescribedNetwork<detail::MobileNetV2Description> {
  static constexpr Initialization initialization{.conv_weight = {Distribution::Kind::kaiming_fan_out},
                                                 .conv_bias = {Distribution::Kind::constant, 0},
                                                 .linear_weight = {Distribution::Kind::normal, 0.01},
                                                 .linear_bias = {Distribution::Kind::constant, 0},
                                                 .classifier_weight = {Distribution::Kind::normal, 0.01},
                                                 .classifier_bias = {Distribution::Kind::constant, 0}};

  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "MobileNet_V2_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/mobilenet_v2-b0353104.pth",
                                                .parameters = 3'504'872,
                                                .acc1 = 71.878,
                                                .acc5 = 90.286};
    static constexpr WeightsEntry imagenet1k_v2{.name = "MobileNet_V2_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/mobilenet_v2-7ebf99e0.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 3'504'872,
                                                .acc1 = 72.154,
                                                .acc5 = 90.822};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};

}  // namespace graft
