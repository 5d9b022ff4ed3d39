#pragma once

#include <graft/weights/names/detail/efficientnet_names.hpp>
#include <graft/weights/names/detail/name_map.hpp>

namespace graft::detail {

// torchvision counts the blocks of all stages in one row.

/// Source: timm/models/efficientnet.py, mobilenetv2_100.
inline constexpr NameRule timm_mobilenet_v2_rules[] = {
    {"conv_stem", "features.0.0"},
    {"bn1", "features.0.1"},
    {"blocks.0.0.conv_dw", "blocks.0.0.conv.0.0"},
    {"blocks.0.0.bn1", "blocks.0.0.conv.0.1"},
    {"blocks.0.0.conv_pw", "blocks.0.0.conv.1"},
    {"blocks.0.0.bn2", "blocks.0.0.conv.2"},
    {"blocks.#.#.conv_pw", "blocks.#.#.conv.0.0"},
    {"blocks.#.#.bn1", "blocks.#.#.conv.0.1"},
    {"blocks.#.#.conv_dw", "blocks.#.#.conv.1.0"},
    {"blocks.#.#.bn2", "blocks.#.#.conv.1.1"},
    {"blocks.#.#.conv_pwl", "blocks.#.#.conv.2"},
    {"blocks.#.#.bn3", "blocks.#.#.conv.3"},
    {"blocks.0.0", "features.1"},
    {"blocks.1.0", "features.2"},
    {"blocks.1.1", "features.3"},
    {"blocks.2.0", "features.4"},
    {"blocks.2.1", "features.5"},
    {"blocks.2.2", "features.6"},
    {"blocks.3.0", "features.7"},
    {"blocks.3.1", "features.8"},
    {"blocks.3.2", "features.9"},
    {"blocks.3.3", "features.10"},
    {"blocks.4.0", "features.11"},
    {"blocks.4.1", "features.12"},
    {"blocks.4.2", "features.13"},
    {"blocks.5.0", "features.14"},
    {"blocks.5.1", "features.15"},
    {"blocks.5.2", "features.16"},
    {"blocks.6.0", "features.17"},
    {"conv_head", "features.18.0"},
    {"bn2", "features.18.1"},
    {"classifier", "classifier.1"},
};
inline constexpr NameMap timm_mobilenet_v2{"timm's MobileNetV2", "conv_stem.weight", timm_mobilenet_v2_rules};

/// The convolution of the head is a Linear layer here.
inline constexpr NameRule timm_mobilenet_v3_head[] = {{"classifier", "classifier.3"}, {"conv_head", "classifier.0"}};

/// Source: timm/models/mobilenetv3.py, mobilenetv3_small_100.
inline constexpr NameRule timm_mobilenet_v3_small_first[] = {
    {"blocks.5.0.conv", "features.12.0"},
    {"blocks.5.0.bn1", "features.12.1"},
    {"blocks.1.#.conv_pwl", "blocks.1.#.block.2.0"},
    {"blocks.1.#.bn3", "blocks.1.#.block.2.1"},
};
inline constexpr NameRule timm_mobilenet_v3_small_blocks[] = {
    {"blocks.0.0", "features.1"}, {"blocks.1.0", "features.2"},  {"blocks.1.1", "features.3"},  {"blocks.2.0", "features.4"},
    {"blocks.2.1", "features.5"}, {"blocks.2.2", "features.6"},  {"blocks.3.0", "features.7"},  {"blocks.3.1", "features.8"},
    {"blocks.4.0", "features.9"}, {"blocks.4.1", "features.10"}, {"blocks.4.2", "features.11"},
};
inline constexpr auto timm_mobilenet_v3_small_rules =
    joined_rules(timm_mobilenet_v3_head, timm_stem_rules, timm_mobilenet_v3_small_first, timm_depthwise_rules,
                 timm_inverted_residual_rules, timm_mobilenet_v3_small_blocks);
inline constexpr NameMap timm_mobilenet_v3_small{"timm's MobileNetV3", "conv_stem.weight", timm_mobilenet_v3_small_rules,
                                                 timm_eps};

/// Source: timm/models/mobilenetv3.py, mobilenetv3_large_100.
inline constexpr NameRule timm_mobilenet_v3_large_first[] = {
    {"blocks.6.0.conv", "features.16.0"},
    {"blocks.6.0.bn1", "features.16.1"},
    {"blocks.0.0.conv_pw", "blocks.0.0.block.1.0"},
    {"blocks.0.0.bn2", "blocks.0.0.block.1.1"},
    {"blocks.1.#.conv_pwl", "blocks.1.#.block.2.0"},
    {"blocks.1.#.bn3", "blocks.1.#.block.2.1"},
    {"blocks.3.#.conv_pwl", "blocks.3.#.block.2.0"},
    {"blocks.3.#.bn3", "blocks.3.#.block.2.1"},
};
inline constexpr NameRule timm_mobilenet_v3_large_blocks[] = {
    {"blocks.0.0", "features.1"},  {"blocks.1.0", "features.2"},  {"blocks.1.1", "features.3"},  {"blocks.2.0", "features.4"},
    {"blocks.2.1", "features.5"},  {"blocks.2.2", "features.6"},  {"blocks.3.0", "features.7"},  {"blocks.3.1", "features.8"},
    {"blocks.3.2", "features.9"},  {"blocks.3.3", "features.10"}, {"blocks.4.0", "features.11"}, {"blocks.4.1", "features.12"},
    {"blocks.5.0", "features.13"}, {"blocks.5.1", "features.14"}, {"blocks.5.2", "features.15"},
};
inline constexpr auto timm_mobilenet_v3_large_rules =
    joined_rules(timm_mobilenet_v3_head, timm_stem_rules, timm_mobilenet_v3_large_first, timm_depthwise_rules,
                 timm_inverted_residual_rules, timm_mobilenet_v3_large_blocks);
inline constexpr NameMap timm_mobilenet_v3_large{"timm's MobileNetV3", "conv_stem.weight", timm_mobilenet_v3_large_rules,
                                                 timm_eps};

}  // namespace graft::detail
