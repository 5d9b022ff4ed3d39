#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/graph/describe.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// The configuration of a DINOv2 backbone.
struct DINOv2Config {
  std::int64_t hidden = 384;
  std::int64_t heads = 6;
  std::int64_t registers = 0;  ///< tokens beside the class token that belong to no patch
  int layers = 12;
  std::int64_t image = 518;  ///< height and width for which the position embedding was trained
  std::int64_t patch = 14;   ///< height and width of a patch
};

namespace detail {

constexpr void describe_layer_scale(auto& net, const ShortString<31>& name, std::int64_t features) {
  net.block(name, "LayerScale", [&] {
    const auto gamma = net.parameter("gamma", {.shape = {features}, .batch_axis = false, .mean = 1e-5});
    const auto value = net.last();
    net.multiply(value, net.read(gamma));
  });
}

constexpr void describe_dinov2(auto& net, const DINOv2Config& config) {
  constexpr double eps = 1e-6;
  const std::int64_t side = config.image / config.patch, hidden = config.hidden;
  const std::int64_t prefix = config.registers > 0 ? 0 : 1;  // the class token has a position where there are no registers
  net.class_name("VisionTransformer");
  const auto images = net.input({3, config.image, config.image});
  net.stage(0);
  const auto cls_token = net.parameter("cls_token", {.shape = {1, hidden}, .std = 1e-6});
  ModuleId reg_token{};
  if (config.registers > 0) reg_token = net.parameter("reg_token", {.shape = {config.registers, hidden}, .std = 1e-6});
  const auto pos_embed = net.parameter("pos_embed", {.shape = {prefix + side * side, hidden}, .std = 0.02});
  net.block("patch_embed", "PatchEmbed", [&] {
    net.conv("proj", hidden, {.kernel = config.patch, .stride = config.patch});
    net.flatten(1);
    net.permute({1, 0});  // (S, E)
  });
  const auto patches = net.last();
  const auto positions = net.resample_positions(net.read(pos_embed), images, {.patch = config.patch, .prefix = prefix});
  if (config.registers > 0) {
    const auto placed = net.add(patches, positions);
    net.concat({net.read(cls_token), net.read(reg_token), placed});
  } else {
    net.add(net.concat({net.read(cls_token), patches}), positions);
  }
  net.sequential("blocks", [&] {
    for (int layer = 0; layer < config.layers; ++layer) {
      net.stage(1 + layer * 4 / config.layers);
      net.block(decimal(layer), "Block", [&] {
        const auto input = net.last();
        net.layer_norm("norm1", {.eps = eps});
        net.then("attn", Attention{.embed_dim = hidden, .heads = config.heads});
        describe_layer_scale(net, "ls1", hidden);
        const auto attended = net.add(input, net.last());
        net.layer_norm("norm2", {.eps = eps});
        net.block("mlp", "Mlp", [&] {
          net.linear("fc1", 4 * hidden);
          net.then("act", GELU{});
          net.linear("fc2", hidden);
        });
        describe_layer_scale(net, "ls2", hidden);
        net.add(attended, net.last());
      });
    }
  });
  net.layer_norm("norm", {.eps = eps});
  net.stage(no_stage);
  net.select(0, 0);
  net.classifier(net.then("head", Identity{}));
}

template <DINOv2Config Config>
struct DINOv2Description {
  static constexpr std::size_t layers = static_cast<std::size_t>(Config.layers);
  static constexpr std::size_t with_registers = Config.registers > 0 ? 1 : 0;
  static constexpr GraphSizes room = {8 + with_registers + 14 * layers, 12 + with_registers + 12 * layers,
                                      12 + with_registers + 14 * layers};
  constexpr void operator()(auto& net) const { describe_dinov2(net, Config); }
};

}  // namespace detail

/// A vision transformer that was trained without labels, with timm's names and order of registration: a backbone whose features
/// are good as they are. What it gives is the class token behind the last LayerNorm; `head`, which passes it on, is what a head
/// replaces.
///
/// Images may have any size that is a multiple of 14: the position embedding is resampled to it. A frozen prefix may end behind
/// each of `blocks.N`, or behind the stem, which is all that is called before `blocks.0`.
///
/// Modules of timm's that pass on what they get, such as `pos_drop` and `drop_path1`, are left out, but for `head`.
///
/// Shapes: (N, 3, 14 h, 14 w) -> (N, hidden).
/// Source: Oquab et al., "DINOv2: Learning Robust Visual Features without Supervision", 2023; Darcet et al., "Vision
///         Transformers Need Registers", 2023; timm/models/vision_transformer.py (names, data flow, initial values; its
///         embeddings are drawn from the truncated normal distribution, here from the normal one).
template <DINOv2Config Config>
struct DINOv2 : DescribedNetwork<detail::DINOv2Description<Config>> {
  static constexpr Initialization initialization{.linear_weight = {Distribution::Kind::truncated_normal, 0.02},
                                                 .linear_bias = {Distribution::Kind::constant, 0}};

 protected:
  /// An entry with what all have in common.
  [[nodiscard]] static constexpr WeightsEntry entry(std::string_view name, std::string_view url, std::int64_t parameters) {
    return {.name = name,
            .url = url,
            .preprocessing = {.resize = 518, .crop = 518, .interpolation = Interpolation::bicubic},
            .licence = "Apache-2.0",
            .parameters = parameters,
            .class_names = {}};
  }
};

// The addresses are those of facebookresearch/dinov2, dinov2/hub/backbones.py, whose file names have no hash; the preprocessing
// is timm's for these weights.

struct DINOv2_ViT_S_14 : DINOv2<DINOv2Config{}> {
  struct weights {
    static constexpr WeightsEntry lvd142m =
        entry("vit_small_patch14_dinov2.lvd142m",
              "https://dl.fbaipublicfiles.com/dinov2/dinov2_vits14/dinov2_vits14_pretrain.pth", 22'056'192);
    static constexpr const WeightsEntry& default_ = lvd142m;
  };
};

struct DINOv2_ViT_S_14_Reg4 : DINOv2<DINOv2Config{.registers = 4}> {
  struct weights {
    static constexpr WeightsEntry lvd142m =
        entry("vit_small_patch14_reg4_dinov2.lvd142m",
              "https://dl.fbaipublicfiles.com/dinov2/dinov2_vits14/dinov2_vits14_reg4_pretrain.pth", 22'057'344);
    static constexpr const WeightsEntry& default_ = lvd142m;
  };
};

struct DINOv2_ViT_B_14 : DINOv2<DINOv2Config{.hidden = 768, .heads = 12}> {
  struct weights {
    static constexpr WeightsEntry lvd142m =
        entry("vit_base_patch14_dinov2.lvd142m",
              "https://dl.fbaipublicfiles.com/dinov2/dinov2_vitb14/dinov2_vitb14_pretrain.pth", 86'579'712);
    static constexpr const WeightsEntry& default_ = lvd142m;
  };
};

struct DINOv2_ViT_B_14_Reg4 : DINOv2<DINOv2Config{.hidden = 768, .heads = 12, .registers = 4}> {
  struct weights {
    static constexpr WeightsEntry lvd142m =
        entry("vit_base_patch14_reg4_dinov2.lvd142m",
              "https://dl.fbaipublicfiles.com/dinov2/dinov2_vitb14/dinov2_vitb14_reg4_pretrain.pth", 86'582'016);
    static constexpr const WeightsEntry& default_ = lvd142m;
  };
};

}  // namespace graft
