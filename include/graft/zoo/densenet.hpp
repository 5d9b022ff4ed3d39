#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <graft/core/decimal.hpp>
#include <graft/core/short_string.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// The configuration of a densely connected network.
struct DenseNetConfig {
  std::array<int, 4> layers{};  ///< of each dense block
  std::int64_t growth = 32;     ///< channels that a layer adds
  std::int64_t stem_channels = 64;
};

namespace detail {

/// A dense block: each layer takes the block's input and what all layers before it have added.
constexpr void describe_dense_block(auto& net, const ShortString<31>& name, int layers, std::int64_t growth) {
  net.block(name, "_DenseBlock", [&] {
    std::vector<CallId> features;
    features.reserve(static_cast<std::size_t>(layers) + 1);
    features.push_back(net.last());
    for (int layer = 1; layer <= layers; ++layer) {
      ShortString<31> layer_name("denselayer");
      layer_name.append(decimal(layer).view());
      net.block(layer_name, "_DenseLayer", [&] {
        if (layer > 1) net.concat(features);
        net.batch_norm("norm1");
        net.relu("relu1");
        net.conv("conv1", 4 * growth, {.bias = false});
        net.batch_norm("norm2");
        net.relu("relu2");
        net.conv("conv2", growth, {.kernel = 3, .padding = 1, .bias = false});
      });
      features.push_back(net.last());
    }
    net.concat(features);
  });
}

constexpr void describe_densenet(auto& net, const DenseNetConfig& config) {
  constexpr std::array<std::string_view, 4> blocks{"denseblock1", "denseblock2", "denseblock3", "denseblock4"};
  constexpr std::array<std::string_view, 3> transitions{"transition1", "transition2", "transition3"};
  std::int64_t channels = config.stem_channels;
  net.class_name("DenseNet");
  net.input({3, 224, 224});
  net.sequential("features", [&] {
    net.stage(0);
    net.conv("conv0", channels, {.kernel = 7, .stride = 2, .padding = 3, .bias = false});
    net.batch_norm("norm0");
    net.relu("relu0");
    net.max_pool("pool0", {.kernel = 3, .stride = 2, .padding = 1});
    for (std::size_t block = 0; block < blocks.size(); ++block) {
      net.stage(static_cast<int>(block) + 1);
      if (block > 0)
        net.sequential(transitions[block - 1], "_Transition", [&] {
          channels /= 2;
          net.batch_norm("norm");
          net.relu("relu");
          net.conv("conv", channels, {.bias = false});
          net.avg_pool("pool", {.kernel = 2, .stride = 2});
        });
      describe_dense_block(net, blocks[block], config.layers[block], config.growth);
      channels += config.layers[block] * config.growth;
    }
    net.batch_norm("norm5");
  });
  net.stage(no_stage);
  net.apply(ReLU{});
  net.apply(AdaptiveAvgPool2d{1});
  net.flatten();
  net.classifier(net.linear("classifier", 1000));
}

/// A DenseNet's rows: of stem, transitions and classifier, of each layer, and the inputs of the concatenations.
[[nodiscard]] constexpr GraphSizes densenet_room(const DenseNetConfig& config) {
  std::size_t all = 0, concatenated = 0;
  for (const int of_block : config.layers) {
    const std::size_t layers = static_cast<std::size_t>(of_block);
    all += layers;
    concatenated += layers * (layers + 3) / 2;
  }
  return {27 + 7 * all, 22 + 7 * all, 21 + 6 * all + concatenated};
}

template <DenseNetConfig Config>
struct DenseNetDescription {
  static constexpr GraphSizes room = densenet_room(Config);
  constexpr void operator()(auto& net) const { describe_densenet(net, Config); }
};

}  // namespace detail

/// A densely connected network (DenseNet-BC), with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// A stage is a dense block, behind the transition to its resolution. Between the layers of a block many values go on, so that
/// a frozen prefix ends between blocks.
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W of at least 29 work.
/// Source: Huang et al., "Densely Connected Convolutional Networks", 2016, table 1; torchvision/models/densenet.py (names,
///         initial values).
template <DenseNetConfig Config>
struct DenseNet : DescribedNetwork<detail::DenseNetDescription<Config>> {
  static constexpr Initialization initialization{.conv_weight = {Distribution::Kind::kaiming_fan_in},
                                                 .linear_bias = {Distribution::Kind::constant, 0},
                                                 .classifier_bias = {Distribution::Kind::constant, 0}};
};

struct DenseNet121 : DenseNet<DenseNetConfig{{6, 12, 24, 16}}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "DenseNet121_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/densenet121-a639ec97.pth",
                                                .parameters = 7'978'856,
                                                .acc1 = 74.434,
                                                .acc5 = 91.972};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct DenseNet161 : DenseNet<DenseNetConfig{{6, 12, 36, 24}, 48, 96}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "DenseNet161_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/densenet161-8d451a50.pth",
                                                .parameters = 28'681'000,
                                                .acc1 = 77.138,
                                                .acc5 = 93.560};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct DenseNet169 : DenseNet<DenseNetConfig{{6, 12, 32, 32}}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "DenseNet169_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/densenet169-b2777c0a.pth",
                                                .parameters = 14'149'480,
                                                .acc1 = 75.600,
                                                .acc5 = 92.806};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct DenseNet201 : DenseNet<DenseNetConfig{{6, 12, 48, 32}}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "DenseNet201_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/densenet201-c1103571.pth",
                                                .parameters = 20'013'928,
                                                .acc1 = 76.896,
                                                .acc5 = 93.370};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

}  // namespace graft
