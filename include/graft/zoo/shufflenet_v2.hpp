#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// The configuration of a ShuffleNet V2: the channels of its three stages, and of the last convolution.
struct ShuffleNetV2Config {
  std::array<std::int64_t, 3> channels{};
  std::int64_t last_channels = 1024;
};

namespace detail {

/// The paper's unit: half of the channels passes through, half through three convolutions; a unit of stride 2 gives all
/// channels to both branches. The shuffle lets both halves meet in the next unit.
constexpr void describe_shuffle_unit(auto& net, const ShortString<31>& name, std::int64_t in, std::int64_t channels,
                                     std::int64_t stride) {
  const std::int64_t half = channels / 2;
  net.block(name, "InvertedResidual", [&] {
    auto passing = net.last(), input = net.last();
    if (stride == 1) {
      const auto whole = net.last();
      passing = net.narrow(whole, 0, 0, half);
      input = net.narrow(whole, 0, half, half);
    }
    const auto depthwise = [&](std::string_view conv, std::int64_t of) {
      net.conv(conv, of, {.kernel = 3, .stride = stride, .padding = 1, .groups = of, .bias = false});
    };
    net.sequential("branch1", [&] {
      if (stride == 1) return;
      depthwise("0", in);
      net.batch_norm("1");
      net.conv("2", half, {.bias = false});
      net.batch_norm("3");
      net.relu("4");
      passing = net.last();
    });
    net.from(input);
    net.sequential("branch2", [&] {
      net.conv("0", half, {.bias = false});
      net.batch_norm("1");
      net.relu("2");
      depthwise("3", half);
      net.batch_norm("4");
      net.conv("5", half, {.bias = false});
      net.batch_norm("6");
      net.relu("7");
    });
    net.concat({passing, net.last()});
    net.channel_shuffle(2);
  });
}

constexpr void describe_shufflenet_v2(auto& net, const ShuffleNetV2Config& config) {
  constexpr std::array<std::string_view, 3> names{"stage2", "stage3", "stage4"};
  constexpr std::array<int, 3> units{4, 8, 4};
  const auto conv_norm_relu = [&](std::string_view name, std::int64_t channels, Conv2d conv) {
    conv.bias = false;
    net.sequential(name, [&] {
      net.conv("0", channels, conv);
      net.batch_norm("1");
      net.relu("2");
    });
  };
  net.class_name("ShuffleNetV2");
  net.input({3, 224, 224});
  net.stage(0);
  std::int64_t channels = 24;
  conv_norm_relu("conv1", channels, {.kernel = 3, .stride = 2, .padding = 1});
  net.max_pool("maxpool", {.kernel = 3, .stride = 2, .padding = 1});
  for (std::size_t stage = 0; stage < names.size(); ++stage) {
    net.stage(static_cast<int>(stage) + 1);
    net.sequential(names[stage], [&] {
      for (int unit = 0; unit < units[stage]; ++unit) {
        describe_shuffle_unit(net, decimal(unit), channels, config.channels[stage], unit == 0 ? 2 : 1);
        channels = config.channels[stage];
      }
    });
  }
  conv_norm_relu("conv5", config.last_channels, {});
  net.stage(no_stage);
  net.mean();
  net.classifier(net.linear("fc", 1000));
}

template <ShuffleNetV2Config Config>
struct ShuffleNetV2Description {
  static constexpr GraphSizes room = {205, 211, 226};
  constexpr void operator()(auto& net) const { describe_shufflenet_v2(net, Config); }
};

}  // namespace detail

/// A ShuffleNet V2, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// A frozen prefix may end behind any unit.
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W work.
/// Source: Ma et al., "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design", 2018, table 5;
///         torchvision/models/shufflenetv2.py (names).
template <ShuffleNetV2Config Config>
struct ShuffleNetV2 : DescribedNetwork<detail::ShuffleNetV2Description<Config>> {
  static constexpr Initialization initialization = Initialization::layer_defaults;
};

struct ShuffleNetV2_x0_5 : ShuffleNetV2<ShuffleNetV2Config{{48, 96, 192}}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "ShuffleNet_V2_X0_5_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/shufflenetv2_x0.5-f707e7126e.pth",
                                                .parameters = 1'366'792,
                                                .acc1 = 60.552,
                                                .acc5 = 81.746};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct ShuffleNetV2_x1_0 : ShuffleNetV2<ShuffleNetV2Config{{116, 232, 464}}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "ShuffleNet_V2_X1_0_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/shufflenetv2_x1-5666bf0f80.pth",
                                                .parameters = 2'278'604,
                                                .acc1 = 69.362,
                                                .acc5 = 88.316};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct ShuffleNetV2_x1_5 : ShuffleNetV2<ShuffleNetV2Config{{176, 352, 704}}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "ShuffleNet_V2_X1_5_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/shufflenetv2_x1_5-3c479a10.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 3'503'624,
                                                .acc1 = 72.996,
                                                .acc5 = 91.086};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};
struct ShuffleNetV2_x2_0 : ShuffleNetV2<ShuffleNetV2Config{{244, 488, 976}, 2048}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "ShuffleNet_V2_X2_0_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/shufflenetv2_x2_0-8be3c8ee.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 7'393'996,
                                                .acc1 = 76.230,
                                                .acc5 = 93.006};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

}  // namespace graft
