#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/core/short_string.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/detail/conv_norm_activation.hpp>
#include <graft/zoo/detail/squeeze_excitation.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// The configuration of a RegNet, of four stages that begin with a stride of 2.
struct RegNetConfig {
  std::array<std::int64_t, 4> widths{};  ///< channels
  std::array<int, 4> blocks{};
  std::int64_t group_width = 1;  ///< channels of a group of a 3x3 convolution, at most those that there are
  bool squeezes = false;         ///< whether blocks have squeeze-and-excitation (RegNetY)
};

namespace detail {

/// A residual bottleneck without a bottleneck: its 3x3 convolution has as many channels as its output.
constexpr void describe_regnet_block(auto& net, const ShortString<31>& name, std::int64_t in, std::int64_t out,
                                     std::int64_t stride, const RegNetConfig& config) {
  net.block(name, "ResBottleneckBlock", [&] {
    const auto input = net.last();
    auto shortcut = input;
    if (in != out || stride != 1) {
      describe_conv_norm(net, "proj", {.out = out, .stride = stride}, {});
      shortcut = net.last();
      net.from(input);
    }
    net.sequential("f", "BottleneckTransform", [&] {
      const std::int64_t group_width = config.group_width < out ? config.group_width : out;
      describe_conv_norm_activation(net, "a", {.out = out}, {}, ReLU{});
      describe_conv_norm_activation(net, "b", {.out = out, .kernel = 3, .stride = stride, .groups = out / group_width}, {},
                                    ReLU{});
      if (config.squeezes)  // by the channels of the block's input; a half is rounded to the even number, as Python does
        describe_squeeze_excitation(net, "se", out, in / 4 + (in % 4 + in / 4 % 2 > 2 ? 1 : 0), ReLU{.inplace = false},
                                    Sigmoid{});
      describe_conv_norm(net, "c", {.out = out}, {});
    });
    const auto activation = net.module("activation", ReLU{});
    net.add(shortcut, net.last());
    net.call(activation);
  });
}

constexpr void describe_regnet(auto& net, const RegNetConfig& config) {
  net.class_name("RegNet");
  net.input({3, 224, 224});
  net.stage(0);
  std::int64_t channels = 32;
  net.sequential("stem", "SimpleStemIN", [&] {
    net.conv("0", channels, {.kernel = 3, .stride = 2, .padding = 1, .bias = false});
    net.batch_norm("1");
    net.relu("2");
  });
  net.sequential("trunk_output", [&] {
    for (int stage = 1; stage <= 4; ++stage) {
      const std::size_t row = static_cast<std::size_t>(stage - 1);
      ShortString<31> name("block");
      name.append(decimal(stage).view());
      net.stage(stage);
      net.sequential(name, "AnyStage", [&] {
        name.append("-");
        for (int block = 0; block < config.blocks[row]; ++block) {
          ShortString<31> of_block = name;
          of_block.append(decimal(block).view());
          describe_regnet_block(net, of_block, channels, config.widths[row], block == 0 ? 2 : 1, config);
          channels = config.widths[row];
        }
      });
    }
  });
  net.stage(no_stage);
  net.adaptive_avg_pool("avgpool", {1, 1});
  net.flatten();
  net.classifier(net.linear("fc", 1000));
}

/// A RegNet's rows: of stem and classifier, of each stage and its first shortcut, and of each block.
[[nodiscard]] constexpr GraphSizes regnet_room(const RegNetConfig& config) {
  std::size_t blocks = 0;
  for (const int of_stage : config.blocks) blocks += static_cast<std::size_t>(of_stage);
  const std::size_t stages = config.blocks.size(), squeezes = config.squeezes ? 6 : 0;
  return {8 + stages * 4 + blocks * (14 + squeezes), 7 + stages * 2 + blocks * (10 + squeezes),
          6 + stages * 2 + blocks * (11 + squeezes + squeezes / 6)};
}

template <RegNetConfig Config>
struct RegNetDescription {
  static constexpr GraphSizes room = regnet_room(Config);
  constexpr void operator()(auto& net) const { describe_regnet(net, Config); }
};

}  // namespace detail

/// A RegNet, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// A frozen prefix may end between two blocks `trunk_output.blockS.blockS-N`; the stages are `stem` and `block1` to `block4`.
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W work.
/// Source: Radosavovic et al., "Designing Network Design Spaces", 2020; torchvision/models/regnet.py (names, initial values).
template <RegNetConfig Config>
struct RegNet : DescribedNetwork<detail::RegNetDescription<Config>> {
  static constexpr Initialization initialization{.conv_weight = {Distribution::Kind::kaiming_fan_out},
                                                 .linear_weight = {Distribution::Kind::normal, 0.01},
                                                 .linear_bias = {Distribution::Kind::constant, 0},
                                                 .classifier_weight = {Distribution::Kind::normal, 0.01},
                                                 .classifier_bias = {Distribution::Kind::constant, 0}};
};

// Widths and numbers of blocks are what the paper's rule gives for the parameters of each network (its table of the best
// networks of the design space), as torchvision's RegNet computes them.
struct RegNet_X_400MF : RegNet<RegNetConfig{{32, 64, 160, 400}, {1, 2, 7, 12}, 16}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "RegNet_X_400MF_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/regnet_x_400mf-adf1edd5.pth",
                                                .parameters = 5'495'976,
                                                .acc1 = 72.834,
                                                .acc5 = 90.950};
    static constexpr WeightsEntry imagenet1k_v2{.name = "RegNet_X_400MF_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/regnet_x_400mf-62229a5f.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 5'495'976,
                                                .acc1 = 74.864,
                                                .acc5 = 92.322};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct RegNet_X_800MF : RegNet<RegNetConfig{{64, 128, 288, 672}, {1, 3, 7, 5}, 16}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "RegNet_X_800MF_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/regnet_x_800mf-ad17e45c.pth",
                                                .parameters = 7'259'656,
                                                .acc1 = 75.212,
                                                .acc5 = 92.348};
    static constexpr WeightsEntry imagenet1k_v2{.name = "RegNet_X_800MF_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/regnet_x_800mf-94a99ebd.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 7'259'656,
                                                .acc1 = 77.522,
                                                .acc5 = 93.826};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct RegNet_X_1_6GF : RegNet<RegNetConfig{{72, 168, 408, 912}, {2, 4, 10, 2}, 24}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "RegNet_X_1_6GF_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/regnet_x_1_6gf-e3633e7f.pth",
                                                .parameters = 9'190'136,
                                                .acc1 = 77.040,
                                                .acc5 = 93.440};
    static constexpr WeightsEntry imagenet1k_v2{.name = "RegNet_X_1_6GF_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/regnet_x_1_6gf-a12f2b72.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 9'190'136,
                                                .acc1 = 79.668,
                                                .acc5 = 94.922};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct RegNet_X_3_2GF : RegNet<RegNetConfig{{96, 192, 432, 1008}, {2, 6, 15, 2}, 48}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "RegNet_X_3_2GF_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/regnet_x_3_2gf-f342aeae.pth",
                                                .parameters = 15'296'552,
                                                .acc1 = 78.364,
                                                .acc5 = 93.992};
    static constexpr WeightsEntry imagenet1k_v2{.name = "RegNet_X_3_2GF_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/regnet_x_3_2gf-7071aa85.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 15'296'552,
                                                .acc1 = 81.196,
                                                .acc5 = 95.430};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct RegNet_X_8GF : RegNet<RegNetConfig{{80, 240, 720, 1920}, {2, 5, 15, 1}, 120}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "RegNet_X_8GF_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/regnet_x_8gf-03ceed89.pth",
                                                .parameters = 39'572'648,
                                                .acc1 = 79.344,
                                                .acc5 = 94.686};
    static constexpr WeightsEntry imagenet1k_v2{.name = "RegNet_X_8GF_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/regnet_x_8gf-2b70d774.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 39'572'648,
                                                .acc1 = 81.682,
                                                .acc5 = 95.678};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct RegNet_X_16GF : RegNet<RegNetConfig{{256, 512, 896, 2048}, {2, 6, 13, 1}, 128}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "RegNet_X_16GF_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/regnet_x_16gf-2007eb11.pth",
                                                .parameters = 54'278'536,
                                                .acc1 = 80.058,
                                                .acc5 = 94.944};
    static constexpr WeightsEntry imagenet1k_v2{.name = "RegNet_X_16GF_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/regnet_x_16gf-ba3796d7.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 54'278'536,
                                                .acc1 = 82.716,
                                                .acc5 = 96.196};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct RegNet_X_32GF : RegNet<RegNetConfig{{336, 672, 1344, 2520}, {2, 7, 13, 1}, 168}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "RegNet_X_32GF_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/regnet_x_32gf-9d47f8d0.pth",
                                                .parameters = 107'811'560,
                                                .acc1 = 80.622,
                                                .acc5 = 95.248};
    static constexpr WeightsEntry imagenet1k_v2{.name = "RegNet_X_32GF_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/regnet_x_32gf-6eb8fdc6.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 107'811'560,
                                                .acc1 = 83.014,
                                                .acc5 = 96.288};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct RegNet_Y_400MF : RegNet<RegNetConfig{{48, 104, 208, 440}, {1, 3, 6, 6}, 8, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "RegNet_Y_400MF_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/regnet_y_400mf-c65dace8.pth",
                                                .parameters = 4'344'144,
                                                .acc1 = 74.046,
                                                .acc5 = 91.716};
    static constexpr WeightsEntry imagenet1k_v2{.name = "RegNet_Y_400MF_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/regnet_y_400mf-e6988f5f.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 4'344'144,
                                                .acc1 = 75.804,
                                                .acc5 = 92.742};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct RegNet_Y_800MF : RegNet<RegNetConfig{{64, 144, 320, 784}, {1, 3, 8, 2}, 16, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "RegNet_Y_800MF_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/regnet_y_800mf-1b27b58c.pth",
                                                .parameters = 6'432'512,
                                                .acc1 = 76.420,
                                                .acc5 = 93.136};
    static constexpr WeightsEntry imagenet1k_v2{.name = "RegNet_Y_800MF_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/regnet_y_800mf-58fc7688.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 6'432'512,
                                                .acc1 = 78.828,
                                                .acc5 = 94.502};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct RegNet_Y_1_6GF : RegNet<RegNetConfig{{48, 120, 336, 888}, {2, 6, 17, 2}, 24, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "RegNet_Y_1_6GF_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/regnet_y_1_6gf-b11a554e.pth",
                                                .parameters = 11'202'430,
                                                .acc1 = 77.950,
                                                .acc5 = 93.966};
    static constexpr WeightsEntry imagenet1k_v2{.name = "RegNet_Y_1_6GF_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/regnet_y_1_6gf-0d7bc02a.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 11'202'430,
                                                .acc1 = 80.876,
                                                .acc5 = 95.444};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct RegNet_Y_3_2GF : RegNet<RegNetConfig{{72, 216, 576, 1512}, {2, 5, 13, 1}, 24, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "RegNet_Y_3_2GF_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/regnet_y_3_2gf-b5a9779c.pth",
                                                .parameters = 19'436'338,
                                                .acc1 = 78.948,
                                                .acc5 = 94.576};
    static constexpr WeightsEntry imagenet1k_v2{.name = "RegNet_Y_3_2GF_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/regnet_y_3_2gf-9180c971.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 19'436'338,
                                                .acc1 = 81.982,
                                                .acc5 = 95.972};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct RegNet_Y_8GF : RegNet<RegNetConfig{{224, 448, 896, 2016}, {2, 4, 10, 1}, 56, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "RegNet_Y_8GF_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/regnet_y_8gf-d0d0e4a8.pth",
                                                .parameters = 39'381'472,
                                                .acc1 = 80.032,
                                                .acc5 = 95.048};
    static constexpr WeightsEntry imagenet1k_v2{.name = "RegNet_Y_8GF_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/regnet_y_8gf-dc2b1b54.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 39'381'472,
                                                .acc1 = 82.828,
                                                .acc5 = 96.330};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct RegNet_Y_16GF : RegNet<RegNetConfig{{224, 448, 1232, 3024}, {2, 4, 11, 1}, 112, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "RegNet_Y_16GF_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/regnet_y_16gf-9e6ed7dd.pth",
                                                .parameters = 83'590'140,
                                                .acc1 = 80.424,
                                                .acc5 = 95.240};
    static constexpr WeightsEntry imagenet1k_v2{.name = "RegNet_Y_16GF_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/regnet_y_16gf-3e4a00f9.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 83'590'140,
                                                .acc1 = 82.886,
                                                .acc5 = 96.328};
    static constexpr WeightsEntry imagenet1k_swag_e2e_v1{
        .name = "RegNet_Y_16GF_Weights.IMAGENET1K_SWAG_E2E_V1",
        .url = "https://download.pytorch.org/models/regnet_y_16gf_swag-43afe44d.pth",
        .preprocessing = {.resize = 384, .crop = 384, .interpolation = Interpolation::bicubic},
        .licence = "CC-BY-NC-4.0",
        .parameters = 83'590'140,
        .acc1 = 86.012,
        .acc5 = 98.054};
    static constexpr WeightsEntry imagenet1k_swag_linear_v1{
        .name = "RegNet_Y_16GF_Weights.IMAGENET1K_SWAG_LINEAR_V1",
        .url = "https://download.pytorch.org/models/regnet_y_16gf_lc_swag-f3ec0043.pth",
        .preprocessing = {.resize = 224, .interpolation = Interpolation::bicubic},
        .licence = "CC-BY-NC-4.0",
        .parameters = 83'590'140,
        .acc1 = 83.976,
        .acc5 = 97.244};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct RegNet_Y_32GF : RegNet<RegNetConfig{{232, 696, 1392, 3712}, {2, 5, 12, 1}, 232, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "RegNet_Y_32GF_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/regnet_y_32gf-4dee3f7a.pth",
                                                .parameters = 145'046'770,
                                                .acc1 = 80.878,
                                                .acc5 = 95.340};
    static constexpr WeightsEntry imagenet1k_v2{.name = "RegNet_Y_32GF_Weights.IMAGENET1K_V2",
                                                .url = "https://download.pytorch.org/models/regnet_y_32gf-8db6d4b5.pth",
                                                .preprocessing = {.resize = 232},
                                                .parameters = 145'046'770,
                                                .acc1 = 83.368,
                                                .acc5 = 96.498};
    static constexpr WeightsEntry imagenet1k_swag_e2e_v1{
        .name = "RegNet_Y_32GF_Weights.IMAGENET1K_SWAG_E2E_V1",
        .url = "https://download.pytorch.org/models/regnet_y_32gf_swag-04fdfa75.pth",
        .preprocessing = {.resize = 384, .crop = 384, .interpolation = Interpolation::bicubic},
        .licence = "CC-BY-NC-4.0",
        .parameters = 145'046'770,
        .acc1 = 86.838,
        .acc5 = 98.362};
    static constexpr WeightsEntry imagenet1k_swag_linear_v1{
        .name = "RegNet_Y_32GF_Weights.IMAGENET1K_SWAG_LINEAR_V1",
        .url = "https://download.pytorch.org/models/regnet_y_32gf_lc_swag-e1583746.pth",
        .preprocessing = {.resize = 224, .interpolation = Interpolation::bicubic},
        .licence = "CC-BY-NC-4.0",
        .parameters = 145'046'770,
        .acc1 = 84.622,
        .acc5 = 97.480};
    static constexpr const WeightsEntry& default_ = imagenet1k_v2;
  };
};
struct RegNet_Y_128GF : RegNet<RegNetConfig{{528, 1056, 2904, 7392}, {2, 7, 17, 1}, 264, true}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_swag_e2e_v1{
        .name = "RegNet_Y_128GF_Weights.IMAGENET1K_SWAG_E2E_V1",
        .url = "https://download.pytorch.org/models/regnet_y_128gf_swag-c8ce3e52.pth",
        .preprocessing = {.resize = 384, .crop = 384, .interpolation = Interpolation::bicubic},
        .licence = "CC-BY-NC-4.0",
        .parameters = 644'812'894,
        .acc1 = 88.228,
        .acc5 = 98.682};
    static constexpr WeightsEntry imagenet1k_swag_linear_v1{
        .name = "RegNet_Y_128GF_Weights.IMAGENET1K_SWAG_LINEAR_V1",
        .url = "https://download.pytorch.org/models/regnet_y_128gf_lc_swag-cbe8ce12.pth",
        .preprocessing = {.resize = 224, .interpolation = Interpolation::bicubic},
        .licence = "CC-BY-NC-4.0",
        .parameters = 644'812'894,
        .acc1 = 86.068,
        .acc5 = 97.844};
    static constexpr const WeightsEntry& default_ = imagenet1k_swag_e2e_v1;
  };
};

}  // namespace graft
