#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <graft/core/decimal.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// The configuration of a VGG network: the 3 x 3 convolutions of each of its five groups, and whether a BatchNorm follows each.
struct VGGConfig {
  std::array<int, 5> convolutions{};
  bool batch_norm = false;
};

namespace detail {

constexpr void describe_vgg(auto& net, const VGGConfig& config) {
  net.class_name("VGG");
  net.input({3, 224, 224});
  constexpr std::array<std::int64_t, 5> channels{64, 128, 256, 512, 512};
  int layer = 0;
  const auto name = [&] { return decimal(layer++); };
  net.sequential("features", [&] {
    for (std::size_t group = 0; group < channels.size(); ++group) {
      net.stage(static_cast<int>(group));
      for (int conv = 0; conv < config.convolutions[group]; ++conv) {
        net.conv(name(), channels[group], {.kernel = 3, .padding = 1});
        if (config.batch_norm) net.batch_norm(name());
        net.relu(name());
      }
      net.max_pool(name(), {.kernel = 2, .stride = 2});
    }
  });
  net.stage(no_stage);
  net.adaptive_avg_pool("avgpool", {7, 7});
  net.flatten();
  net.sequential("classifier", [&] {
    net.linear("0", 4096);
    net.relu("1");
    net.dropout("2");
    net.linear("3", 4096);
    net.relu("4");
    net.dropout("5");
    net.classifier(net.linear("6", 1000));
  });
}

/// A VGG network's rows: of five pools and a classifier, and of each convolution.
[[nodiscard]] constexpr GraphSizes vgg_room(const VGGConfig& config) {
  std::size_t layers = 0;
  for (const int of_group : config.convolutions) layers += static_cast<std::size_t>(of_group) * (config.batch_norm ? 3 : 2);
  return {16 + layers, 15 + layers, 14 + layers};
}

template <VGGConfig Config>
struct VGGDescription {
  static constexpr GraphSizes room = vgg_room(Config);
  constexpr void operator()(auto& net) const { describe_vgg(net, Config); }
};

}  // namespace detail

/// A VGG network, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// Stem and stages are the paper's five groups of convolutions, each with its pool. A frozen prefix may end behind any layer.
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W of at least 32 work.
/// Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014, table 1;
///         torchvision/models/vgg.py (names, initial values, BatchNorm).
template <VGGConfig Config>
struct VGG : DescribedNetwork<detail::VGGDescription<Config>> {
  static constexpr Initialization initialization{.conv_weight = {Distribution::Kind::kaiming_fan_out},
                                                 .conv_bias = {Distribution::Kind::constant, 0},
                                                 .linear_weight = {Distribution::Kind::normal, 0.01},
                                                 .linear_bias = {Distribution::Kind::constant, 0},
                                                 .classifier_weight = {Distribution::Kind::normal, 0.01},
                                                 .classifier_bias = {Distribution::Kind::constant, 0}};
};

// Source of the eight: the paper's columns A, B, D and E.
struct VGG11 : VGG<VGGConfig{{1, 1, 2, 2, 2}}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "VGG11_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/vgg11-8a719046.pth",
                                                .parameters = 132'863'336,
                                                .acc1 = 69.020,
                                                .acc5 = 88.628};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct VGG11_BN : VGG<VGGConfig{{1, 1, 2, 2, 2}, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "VGG11_BN_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/vgg11_bn-6002323d.pth",
                                                .parameters = 132'868'840,
                                                .acc1 = 70.370,
                                                .acc5 = 89.810};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct VGG13 : VGG<VGGConfig{{2, 2, 2, 2, 2}}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "VGG13_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/vgg13-19584684.pth",
                                                .parameters = 133'047'848,
                                                .acc1 = 69.928,
                                                .acc5 = 89.246};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct VGG13_BN : VGG<VGGConfig{{2, 2, 2, 2, 2}, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "VGG13_BN_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/vgg13_bn-abd245e5.pth",
                                                .parameters = 133'053'736,
                                                .acc1 = 71.586,
                                                .acc5 = 90.374};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct VGG16 : VGG<VGGConfig{{2, 2, 3, 3, 3}}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "VGG16_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/vgg16-397923af.pth",
                                                .parameters = 138'357'544,
                                                .acc1 = 71.592,
                                                .acc5 = 90.382};
    /// Of the convolutions alone, as SSD was trained from: the file has NaN for the classifier, so it loads only into a network
    /// whose whole `classifier` is replaced.
    static constexpr WeightsEntry imagenet1k_features{
        .name = "VGG16_Weights.IMAGENET1K_FEATURES",
        .url = "https://download.pytorch.org/models/vgg16_features-amdegroot-88682ab5.pth",
        .preprocessing = {.normalization = {{0.48235F, 0.45882F, 0.40784F}, {1 / 255.0F, 1 / 255.0F, 1 / 255.0F}}},
        .parameters = 138'357'544,
        .class_names = {}};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct VGG16_BN : VGG<VGGConfig{{2, 2, 3, 3, 3}, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "VGG16_BN_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/vgg16_bn-6c64b313.pth",
                                                .parameters = 138'365'992,
                                                .acc1 = 73.360,
                                                .acc5 = 91.516};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct VGG19 : VGG<VGGConfig{{2, 2, 4, 4, 4}}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "VGG19_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/vgg19-dcbb9e9d.pth",
                                                .parameters = 143'667'240,
                                                .acc1 = 72.376,
                                                .acc5 = 90.876};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct VGG19_BN : VGG<VGGConfig{{2, 2, 4, 4, 4}, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "VGG19_BN_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/vgg19_bn-c79401a0.pth",
                                                .parameters = 143'678'248,
                                                .acc1 = 74.218,
                                                .acc5 = 91.842};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

}  // namespace graft
