#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {
namespace detail {

/// A row of the paper's tables: one inverted residual block.
struct InvertedResidualRow {
  std::int64_t kernel;    ///< of the depthwise convolution
  std::int64_t expanded;  ///< channels between the expansion and the projection
  std::int64_t out;
  bool squeezes;   ///< whether it has squeeze-and-excitation
  bool hardswish;  ///< whether activations are Hardswish, else ReLU
  std::int64_t stride;
};

constexpr bool RE = false, HS = true;
inline constexpr std::array<InvertedResidualRow, 11> mobilenet_v3_small_rows{{
    {3, 16, 16, true, RE, 2},
    {3, 72, 24, false, RE, 2},
    {3, 88, 24, false, RE, 1},
    {5, 96, 40, true, HS, 2},
    {5, 240, 40, true, HS, 1},
    {5, 240, 40, true, HS, 1},
    {5, 120, 48, true, HS, 1},
    {5, 144, 48, true, HS, 1},
    {5, 288, 96, true, HS, 2},
    {5, 576, 96, true, HS, 1},
    {5, 576, 96, true, HS, 1},
}};

/// The multiple of 8 closest to a number of channels, but at least nine tenths of it.
/// Source: torchvision/models/_utils.py, _make_divisible.
[[nodiscard]] constexpr std::int64_t divisible_by_8(std::int64_t channels) {
  const std::int64_t rounded = (channels + 4) / 8 * 8 < 8 ? 8 : (channels + 4) / 8 * 8;
  return 10 * rounded < 9 * channels ? rounded + 8 : rounded;
}

enum class MobileActivation : std::uint8_t { none, relu, hardswish };

/// torchvision's Conv2dNormActivation, called on the last value.
constexpr void describe_conv_norm_activation(auto& net, std::string_view name, Conv2d conv, MobileActivation activation) {
  conv.padding = (conv.kernel.height - 1) / 2;
  conv.bias = false;
  net.sequential(name, "Conv2dNormActivation", [&] {
    net.then("0", conv);
    net.batch_norm("1", {.eps = 0.001, .momentum = 0.01});
    if (activation == MobileActivation::relu) net.relu("2");
    if (activation == MobileActivation::hardswish) net.then("2", Hardswish{});
  });
}

/// Squeeze-and-excitation: channels scaled by a function of their means.
/// Source: Hu et al., "Squeeze-and-Excitation Networks", 2017; torchvision.ops.SqueezeExcitation.
constexpr void describe_squeeze_excitation(auto& net, std::string_view name, std::int64_t channels, std::int64_t squeezed) {
  net.block(name, "SqueezeExcitation", [&] {
    const auto input = net.last();
    const auto avgpool = net.module("avgpool", AdaptiveAvgPool2d{1});
    const auto fc1 = net.module("fc1", Conv2d{.out = squeezed});
    const auto fc2 = net.module("fc2", Conv2d{.out = channels});
    const auto activation = net.module("activation", ReLU{.inplace = false});
    const auto scale_activation = net.module("scale_activation", Hardsigmoid{});
    for (const auto module : {avgpool, fc1, activation, fc2, scale_activation}) net.call(module);
    net.multiply(net.last(), input);
  });
}

constexpr void describe_mobilenet_v3(auto& net, std::span<const InvertedResidualRow> rows, std::int64_t last_channel) {
  net.class_name("MobileNetV3");
  net.input({3, 224, 224});
  std::int64_t channels = 16;
  net.sequential("features", [&] {
    describe_conv_norm_activation(net, "0", {.out = channels, .kernel = 3, .stride = 2}, MobileActivation::hardswish);
    int position = 1;
    for (const InvertedResidualRow& row : rows) {
      net.block(decimal(position++).view(), "InvertedResidual", [&] {
        const auto input = net.last();
        const auto activation = row.hardswish ? MobileActivation::hardswish : MobileActivation::relu;
        net.sequential("block", [&] {
          int layer = 0;
          if (row.expanded != channels)
            describe_conv_norm_activation(net, decimal(layer++).view(), {.out = row.expanded}, activation);
          describe_conv_norm_activation(
              net, decimal(layer++).view(),
              {.out = row.expanded, .kernel = row.kernel, .stride = row.stride, .groups = row.expanded}, activation);
          if (row.squeezes)
            describe_squeeze_excitation(net, decimal(layer++).view(), row.expanded, divisible_by_8(row.expanded / 4));
          describe_conv_norm_activation(net, decimal(layer).view(), {.out = row.out}, MobileActivation::none);
        });
        if (row.stride == 1 && row.out == channels) net.add(net.last(), input);
      });
      channels = row.out;
    }
    describe_conv_norm_activation(net, decimal(position).view(), {.out = 6 * channels}, MobileActivation::hardswish);
  });
  net.adaptive_avg_pool("avgpool", 1);
  net.flatten();
  net.sequential("classifier", [&] {
    net.linear("0", last_channel);
    net.then("1", Hardswish{});
    net.dropout("2", {.p = 0.2, .inplace = true});
    net.classifier(net.linear("3", 1000));
  });
}

struct MobileNetV3SmallDescription {
  static constexpr GraphSizes room = {209, 158, 172};
  constexpr void operator()(auto& net) const { describe_mobilenet_v3(net, mobilenet_v3_small_rows, 1024); }
};

}  // namespace detail

/// MobileNetV3-Small, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W work.
/// Source: Howard et al., "Searching for MobileNetV3", 2019, table 2; torchvision/models/mobilenetv3.py (names,
///         initial values).
struct MobileNetV3Small : DescribedNetwork<detail::MobileNetV3SmallDescription> {
  static constexpr Initialization initialization{.conv_weight = {Distribution::Kind::kaiming_fan_out},
                                                 .conv_bias = {Distribution::Kind::constant, 0},
                                                 .linear_weight = {Distribution::Kind::normal, 0.01},
                                                 .linear_bias = {Distribution::Kind::constant, 0},
                                                 .classifier_weight = {Distribution::Kind::normal, 0.01},
                                                 .classifier_bias = {Distribution::Kind::constant, 0}};

  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "MobileNet_V3_Small_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/mobilenet_v3_small-047dcff4.pth",
                                                .parameters = 2'542'856,
                                                .acc1 = 67.668,
                                                .acc5 = 87.402};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

}  // namespace graft
