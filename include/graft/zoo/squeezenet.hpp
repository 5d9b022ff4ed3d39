#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {
namespace detail {

/// A row of the paper's table 1: the channels of a fire module, or a pool.
struct FireRow {
  std::int64_t squeeze = 0;  ///< of the 1 x 1 convolution that comes first; 0: a pool
  std::int64_t expand = 0;   ///< of each of the 1 x 1 and the 3 x 3 convolutions behind it
};

inline constexpr FireRow fire_pool{};
inline constexpr FireRow squeezenet1_0_rows[]{{16, 64},  {16, 64},  {32, 128}, fire_pool, {32, 128},
                                              {48, 192}, {48, 192}, {64, 256}, fire_pool, {64, 256}};
inline constexpr FireRow squeezenet1_1_rows[]{{16, 64},  {16, 64},  fire_pool, {32, 128}, {32, 128},
                                              fire_pool, {48, 192}, {48, 192}, {64, 256}, {64, 256}};

constexpr void describe_fire(auto& net, const ShortString<31>& name, const FireRow& row) {
  net.block(name, "Fire", [&] {
    net.conv("squeeze", row.squeeze);
    net.relu("squeeze_activation");
    const auto squeezed = net.last();
    net.conv("expand1x1", row.expand);
    net.relu("expand1x1_activation");
    const auto expand1x1 = net.last();
    net.from(squeezed);
    net.conv("expand3x3", row.expand, {.kernel = 3, .padding = 1});
    net.relu("expand3x3_activation");
    net.concat({expand1x1, net.last()});
  });
}

constexpr void describe_squeezenet(auto& net, const Conv2d& first, std::span<const FireRow> rows) {
  net.class_name("SqueezeNet");
  net.input({3, 224, 224});
  net.sequential("features", [&] {
    constexpr MaxPool2d pool{.kernel = 3, .stride = 2, .ceil_mode = true};
    net.stage(0);
    net.then("0", first);
    net.relu("1");
    net.max_pool("2", pool);
    int stage = 1, position = 3;
    for (const FireRow& row : rows) {
      net.stage(stage);
      const auto name = decimal(position++);
      if (row.squeeze > 0) {
        describe_fire(net, name, row);
      } else {
        net.max_pool(name, pool);
        ++stage;
      }
    }
  });
  net.stage(no_stage);
  net.sequential("classifier", [&] {
    net.dropout("0");
    net.classifier(net.conv("1", 1000));
    net.relu("2");
    net.adaptive_avg_pool("3", {1, 1});
  });
  net.flatten();
}

struct SqueezeNet1_0Description {
  static constexpr GraphSizes room = {68, 67, 74};
  constexpr void operator()(auto& net) const {
    describe_squeezenet(net, {.out = 96, .kernel = 7, .stride = 2}, squeezenet1_0_rows);
  }
};
struct SqueezeNet1_1Description {
  static constexpr GraphSizes room = {68, 67, 74};
  constexpr void operator()(auto& net) const {
    describe_squeezenet(net, {.out = 64, .kernel = 3, .stride = 2}, squeezenet1_1_rows);
  }
};

/// torchvision's initial values of the family.
inline constexpr Initialization squeezenet_initialization{.conv_weight = {Distribution::Kind::fan_in_uniform, 6},
                                                          .conv_bias = {Distribution::Kind::constant, 0},
                                                          .classifier_weight = {Distribution::Kind::normal, 0.01},
                                                          .classifier_bias = {Distribution::Kind::constant, 0}};

}  // namespace detail

/// SqueezeNet 1.0, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// Its classifier is a convolution, whose maps are averaged: a head in its place becomes 1 x 1 convolutions. A stage ends with
/// its pool; a frozen prefix may end behind any fire module.
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W of at least 21 work.
/// Source: Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size", 2016, table 1;
///         torchvision/models/squeezenet.py (names, initial values).
struct SqueezeNet1_0 : DescribedNetwork<detail::SqueezeNet1_0Description> {
  static constexpr Initialization initialization = detail::squeezenet_initialization;

  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "SqueezeNet1_0_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/squeezenet1_0-b66bff10.pth",
                                                .parameters = 1'248'424,
                                                .acc1 = 58.092,
                                                .acc5 = 80.420};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

/// SqueezeNet 1.1: less than half the multiply-adds, with pools after fewer modules and a first convolution of 3 x 3.
///
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W of at least 17 work.
/// Source: https://github.com/DeepScale/SqueezeNet, SqueezeNet_v1.1; torchvision/models/squeezenet.py.
struct SqueezeNet1_1 : DescribedNetwork<detail::SqueezeNet1_1Description> {
  static constexpr Initialization initialization = detail::squeezenet_initialization;

  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "SqueezeNet1_1_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/squeezenet1_1-b8a52dc0.pth",
                                                .parameters = 1'235'496,
                                                .acc1 = 58.178,
                                                .acc5 = 80.624};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

}  // namespace graft
