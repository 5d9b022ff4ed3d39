#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/core/short_string.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// The configuration of a vision transformer.
struct VisionTransformerConfig {
  std::int64_t image = 224;  ///< height and width of the images, fixed by the position embedding
  std::int64_t patch = 16;   ///< height and width of a patch
  int layers = 12;
  std::int64_t heads = 12;
  std::int64_t hidden = 768;
  std::int64_t mlp = 3072;
};

namespace detail {

constexpr void describe_vision_transformer(auto& net, const VisionTransformerConfig& config) {
  constexpr double eps = 1e-6;
  const std::int64_t positions = (config.image / config.patch) * (config.image / config.patch) + 1;
  net.class_name("VisionTransformer");
  net.input({3, config.image, config.image});
  net.stage(0);
  const auto class_token = net.parameter("class_token", {.shape = {1, config.hidden}});
  net.conv("conv_proj", config.hidden, {.kernel = config.patch, .stride = config.patch});
  net.flatten(1);
  const auto patches = net.permute({1, 0});  // (S, E)
  net.concat({net.read(class_token), patches});
  net.block("encoder", "Encoder", [&] {
    const auto tokens = net.last();
    const auto pos_embedding = net.parameter("pos_embedding", {.shape = {positions, config.hidden}, .std = 0.02});
    net.add(tokens, net.read(pos_embedding));
    net.dropout("dropout", {.p = 0});
    net.sequential("layers", [&] {
      for (int layer = 0; layer < config.layers; ++layer) {
        net.stage(1 + layer * 4 / config.layers);
        ShortString<31> name("encoder_layer_");
        name.append(decimal(layer).view());
        net.block(name, "EncoderBlock", [&] {
          const auto input = net.last();
          net.layer_norm("ln_1", {.eps = eps});
          net.attention("self_attention", {.embed_dim = config.hidden, .heads = config.heads});
          net.dropout("dropout", {.p = 0});
          const auto attended = net.add(net.last(), input);
          net.layer_norm("ln_2", {.eps = eps});
          net.sequential("mlp", "MLPBlock", [&] {
            net.linear("0", config.mlp);
            net.then("1", GELU{});
            net.dropout("2", {.p = 0});
            net.linear("3", config.hidden);
            net.dropout("4", {.p = 0});
          });
          net.add(attended, net.last());
        });
      }
    });
    net.layer_norm("ln", {.eps = eps});
  });
  net.stage(no_stage);
  net.select(0, 0);
  net.sequential("heads", [&] { net.classifier(net.linear("head", 1000)); });
}

template <VisionTransformerConfig Config>
struct VisionTransformerDescription {
  static constexpr std::size_t layers = static_cast<std::size_t>(Config.layers);
  static constexpr GraphSizes room = {10 + 12 * layers, 12 + 11 * layers, 11 + 13 * layers};
  constexpr void operator()(auto& net) const { describe_vision_transformer(net, Config); }
};

}  // namespace detail

/// A vision transformer for classification, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// The frozen prefix may end behind any layer of the encoder; four stages have a quarter of the layers each.
/// The position embedding fixes the size of the images. Weights whose preprocessing crops other sizes (the entries
/// `imagenet1k_swag_e2e_v1`: 384, 512 and 518 pixels) are for a network of that size, as torchvision builds it for them:
/// `struct ViT_B_16_384 : VisionTransformer<VisionTransformerConfig{.image = 384}> {};`.
/// Shapes: (N, 3, image, image) -> (N, 1000).
/// Source: Dosovitskiy et al., "An Image is Worth 16x16 Words", 2020; torchvision/models/vision_transformer.py (names,
///         initial values).
template <VisionTransformerConfig Config>
struct VisionTransformer : DescribedNetwork<detail::VisionTransformerDescription<Config>> {
  static constexpr Initialization initialization{.conv_weight = {Distribution::Kind::fan_in_truncated},
                                                 .conv_bias = {Distribution::Kind::constant, 0},
                                                 .linear_weight = {Distribution::Kind::xavier_uniform},
                                                 .linear_bias = {Distribution::Kind::normal, 1e-6},
                                                 .classifier_weight = {Distribution::Kind::constant, 0},
                                                 .classifier_bias = {Distribution::Kind::constant, 0}};
};

struct ViT_B_16 : VisionTransformer<VisionTransformerConfig{}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "ViT_B_16_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/vit_b_16-c867db91.pth",
                                                .parameters = 86'567'656,
                                                .acc1 = 81.072,
                                                .acc5 = 95.318};
    static constexpr WeightsEntry imagenet1k_swag_e2e_v1{
        .name = "ViT_B_16_Weights.IMAGENET1K_SWAG_E2E_V1",
        .url = "https://download.pytorch.org/models/vit_b_16_swag-9ac1b537.pth",
        .preprocessing = {.resize = 384, .crop = 384, .interpolation = Interpolation::bicubic},
        .licence = "CC-BY-NC-4.0",
        .parameters = 86'859'496,
        .acc1 = 85.304,
        .acc5 = 97.650};
    static constexpr WeightsEntry imagenet1k_swag_linear_v1{
        .name = "ViT_B_16_Weights.IMAGENET1K_SWAG_LINEAR_V1",
        .url = "https://download.pytorch.org/models/vit_b_16_lc_swag-4e70ced5.pth",
        .preprocessing = {.resize = 224, .interpolation = Interpolation::bicubic},
        .licence = "CC-BY-NC-4.0",
        .parameters = 86'567'656,
        .acc1 = 81.886,
        .acc5 = 96.180};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

struct ViT_B_32 : VisionTransformer<VisionTransformerConfig{.patch = 32}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "ViT_B_32_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/vit_b_32-d86f8d99.pth",
                                                .parameters = 88'224'232,
                                                .acc1 = 75.912,
                                                .acc5 = 92.466};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

struct ViT_L_16 : VisionTransformer<VisionTransformerConfig{.layers = 24, .heads = 16, .hidden = 1024, .mlp = 4096}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "ViT_L_16_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/vit_l_16-852ce7e3.pth",
                                                .preprocessing = {.resize = 242},
                                                .parameters = 304'326'632,
                                                .acc1 = 79.662,
                                                .acc5 = 94.638};
    static constexpr WeightsEntry imagenet1k_swag_e2e_v1{
        .name = "ViT_L_16_Weights.IMAGENET1K_SWAG_E2E_V1",
        .url = "https://download.pytorch.org/models/vit_l_16_swag-4f3808c9.pth",
        .preprocessing = {.resize = 512, .crop = 512, .interpolation = Interpolation::bicubic},
        .licence = "CC-BY-NC-4.0",
        .parameters = 305'174'504,
        .acc1 = 88.064,
        .acc5 = 98.512};
    static constexpr WeightsEntry imagenet1k_swag_linear_v1{
        .name = "ViT_L_16_Weights.IMAGENET1K_SWAG_LINEAR_V1",
        .url = "https://download.pytorch.org/models/vit_l_16_lc_swag-4d563306.pth",
        .preprocessing = {.resize = 224, .interpolation = Interpolation::bicubic},
        .licence = "CC-BY-NC-4.0",
        .parameters = 304'326'632,
        .acc1 = 85.146,
        .acc5 = 97.422};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

struct ViT_L_32
    : VisionTransformer<VisionTransformerConfig{.patch = 32, .layers = 24, .heads = 16, .hidden = 1024, .mlp = 4096}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "ViT_L_32_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/vit_l_32-c7638314.pth",
                                                .parameters = 306'535'400,
                                                .acc1 = 76.972,
                                                .acc5 = 93.070};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

/// Its weights by default are those for images of 224 pixels; torchvision's are those for 518 pixels, `imagenet1k_swag_e2e_v1`.
struct ViT_H_14
    : VisionTransformer<VisionTransformerConfig{.patch = 14, .layers = 32, .heads = 16, .hidden = 1280, .mlp = 5120}> {
  struct weights {
    static constexpr WeightsEntry imagenet1k_swag_e2e_v1{
        .name = "ViT_H_14_Weights.IMAGENET1K_SWAG_E2E_V1",
        .url = "https://download.pytorch.org/models/vit_h_14_swag-80465313.pth",
        .preprocessing = {.resize = 518, .crop = 518, .interpolation = Interpolation::bicubic},
        .licence = "CC-BY-NC-4.0",
        .parameters = 633'470'440,
        .acc1 = 88.552,
        .acc5 = 98.694};
    static constexpr WeightsEntry imagenet1k_swag_linear_v1{
        .name = "ViT_H_14_Weights.IMAGENET1K_SWAG_LINEAR_V1",
        .url = "https://download.pytorch.org/models/vit_h_14_lc_swag-c1eb923e.pth",
        .preprocessing = {.resize = 224, .interpolation = Interpolation::bicubic},
        .licence = "CC-BY-NC-4.0",
        .parameters = 632'045'800,
        .acc1 = 85.708,
        .acc5 = 97.730};
    static constexpr const WeightsEntry& default_ = imagenet1k_swag_linear_v1;
  };
};

}  // namespace graft
