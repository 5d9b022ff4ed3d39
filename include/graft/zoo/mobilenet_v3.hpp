#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/detail/conv_norm_activation.hpp>
#include <graft/zoo/detail/divisible.hpp>
#include <graft/zoo/detail/squeeze_excitation.hpp>
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

inline constexpr std::array<InvertedResidualRow, 15> mobilenet_v3_large_rows{{
    {3, 16, 16, false, RE, 1},
    {3, 64, 24, false, RE, 2},
    {3, 72, 24, false, RE, 1},
    {5, 72, 40, true, RE, 2},
    {5, 120, 40, true, RE, 1},
    {5, 120, 40, true, RE, 1},
    {3, 240, 80, false, HS, 2},
    {3, 200, 80, false, HS, 1},
    {3, 184, 80, false, HS, 1},
    {3, 184, 80, false, HS, 1},
    {3, 480, 112, true, HS, 1},
    {3, 672, 112, true, HS, 1},
    {5, 672, 160, true, HS, 2},
    {5, 960, 160, true, HS, 1},
    {5, 960, 160, true, HS, 1},
}};

constexpr void describe_mobilenet_v3(auto& net, std::span<const InvertedResidualRow> rows, std::int64_t last_channel) {
  net.class_name("MobileNetV3");
  net.input({3, 224, 224});
  constexpr BatchNorm2d norm{.eps = 0.001, .momentum = 0.01};
  std::int64_t channels = 16;
  int stage = 0;
  net.sequential("features", [&] {
    net.stage(0);
    describe_conv_norm_activation(net, "0", {.out = channels, .kernel = 3, .stride = 2}, norm, Hardswish{});
    int position = 1;
    for (const InvertedResidualRow& row : rows) {
      if (row.stride > 1 || stage == 0) net.stage(++stage);
      net.block(decimal(position++), "InvertedResidual", [&] {
        const auto input = net.last();
        const Layer activation = row.hardswish ? Layer(Hardswish{}) : Layer(ReLU{});
        net.sequential("block", [&] {
          int layer = 0;
          if (row.expanded != channels)
            describe_conv_norm_activation(net, decimal(layer++), {.out = row.expanded}, norm, activation);
          describe_conv_norm_activation(
              net, decimal(layer++), {.out = row.expanded, .kernel = row.kernel, .stride = row.stride, .groups = row.expanded},
              norm, activation);
          if (row.squeezes)
            describe_squeeze_excitation(net, decimal(layer++), row.expanded,
                                        divisible_by_8(static_cast<double>(row.expanded / 4)), ReLU{.inplace = false},
                                        Hardsigmoid{});
          describe_conv_norm(net, decimal(layer), {.out = row.out}, norm);
        });
        if (row.stride == 1 && row.out == channels) net.add(net.last(), input);
      });
      channels = row.out;
    }
    describe_conv_norm_activation(net, decimal(position), {.out = 6 * channels}, norm, Hardswish{});
  });
  net.stage(no_stage);
  net.adaptive_avg_pool("avgpool", 1);
  net.flatten();
  net.sequential("classifier", [&] {
    net.linear("0", last_channel);
    net.then("1", Hardswish{});
    net.dropout("2", {.p = 0.2, .inplace = true});
    net.classifier(net.linear("3", 1000));
  });
}

struct MobileNetV3LargeDescription {
  static constexpr GraphSizes room = {255, 188, 205};
  constexpr void operator()(auto& net) const { describe_mobilenet_v3(net, mobilenet_v3_large_rows, 1280); }
};
struct MobileNetV3SmallDescription {
  static constexpr GraphSizes room = {209, 158, 172};
  constexpr void operator()(auto& net) const { describe_mobilenet_v3(net, mobilenet_v3_small_rows, 1024); }
};

}  // namespace detail

/// A MobileNetV3, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// A frozen prefix may end behind any block `features.N`; the first stage begins behind the stem, each other with a block that
/// halves the maps.
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W work.
/// Source: Howard et al., "Searching for MobileNetV3", 2019, tables 1 and 2; torchvision/models/mobilenetv3.py (names,
///         initial values).
template <class Description>
struct MobileNetV3 : DescribedNetwork<Description> {
  static constexpr Initialization initialization{.conv_weight = {Distribution::Kind::kaiming_fan_out},
                                                 .conv_bias = {Distribution::Kind::constant, 0},
                                                 .linear_weight = {Distribution::Kind::normal, 0.01},
                                                 .linear_bias = {Distribution::Kind::constant, 0},
                                                 .classifier_weight = {Distribution::Kind::normal, 0.01},
                                                 .classifier_bias = {Distribution::Kind::constant, 0}};
};

struct MobileNetV3Large : MobileNetV3<detail::MobileNetV3LargeDescription> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "MobileNet_V3_Large_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/mobilenet_v3_large-8738ca79.pth",
                                                .parameters = 5'483'032,
                                                .acc1 = 74.042,
                                                .acc5 = 91.340};
    static constexpr WeightsEntry imagenet1k_v2{.name = "MobileNet_V3_Large_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/mobilenet_v3_large-5c1a4163.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 5'483'032,
                                                .acc1 = 75.274,
                                                .acc5 = 92.566};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct MobileNetV3Small : MobileNetV3<detail::MobileNetV3SmallDescription> {
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
