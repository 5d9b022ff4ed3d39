#pragma once

#include <string_view>

#include <graft/weights/names/detail/name_map.hpp>

namespace graft::detail {

// timm builds EfficientNets and MobileNets of the same blocks, torchvision of blocks that are numbered: which number a
// convolution has depends on whether it is there that squeeze-and-excitation is.
// Source: timm/models/_efficientnet_blocks.py, classes DepthwiseSeparableConv, InvertedResidual, EdgeResidual, ConvBnAct;
//         timm/models/efficientnet.py, timm/models/mobilenetv3.py.

inline constexpr NameRule timm_stem_rules[] = {
    {"conv_stem", "features.0.0"},
    {"bn1", "features.0.1"},
};

/// The first stage's blocks, which do not expand.
inline constexpr NameRule timm_depthwise_rules[] = {
    {"blocks.0.#.conv_dw", "blocks.0.#.block.0.0"},          {"blocks.0.#.bn1", "blocks.0.#.block.0.1"},
    {"blocks.0.#.se.conv_reduce", "blocks.0.#.block.1.fc1"}, {"blocks.0.#.se.conv_expand", "blocks.0.#.block.1.fc2"},
    {"blocks.0.#.conv_pw", "blocks.0.#.block.2.0"},          {"blocks.0.#.bn2", "blocks.0.#.block.2.1"},
};

inline constexpr NameRule timm_inverted_residual_rules[] = {
    {"blocks.#.#.conv_pw", "blocks.#.#.block.0.0"},          {"blocks.#.#.bn1", "blocks.#.#.block.0.1"},
    {"blocks.#.#.conv_dw", "blocks.#.#.block.1.0"},          {"blocks.#.#.bn2", "blocks.#.#.block.1.1"},
    {"blocks.#.#.se.conv_reduce", "blocks.#.#.block.2.fc1"}, {"blocks.#.#.se.conv_expand", "blocks.#.#.block.2.fc2"},
    {"blocks.#.#.conv_pwl", "blocks.#.#.block.3.0"},         {"blocks.#.#.bn3", "blocks.#.#.block.3.1"},
};

inline constexpr NameRule timm_efficientnet_stages[] = {
    {"blocks.0", "features.1"}, {"blocks.1", "features.2"}, {"blocks.2", "features.3"}, {"blocks.3", "features.4"},
    {"blocks.4", "features.5"}, {"blocks.5", "features.6"}, {"blocks.6", "features.7"}, {"classifier", "classifier.1"},
};
inline constexpr NameRule timm_head_7_rules[] = {{"conv_head", "features.7.0"}, {"bn2", "features.7.1"}};
inline constexpr NameRule timm_head_8_rules[] = {{"conv_head", "features.8.0"}, {"bn2", "features.8.1"}};

inline constexpr auto timm_efficientnet_rules = joined_rules(
    timm_stem_rules, timm_depthwise_rules, timm_inverted_residual_rules, timm_efficientnet_stages, timm_head_8_rules);
inline constexpr NameMap timm_efficientnet{"timm's EfficientNet", "conv_stem.weight", timm_efficientnet_rules,
                                           "its tf_ models pad otherwise, and BatchNorm's eps may be another"};

/// Blocks that expand and convolve at once.
inline constexpr NameRule timm_fused_rules[] = {
    {"blocks.0.#.conv", "blocks.0.#.block.0.0"},     {"blocks.1.#.conv_exp", "blocks.1.#.block.0.0"},
    {"blocks.1.#.conv_pwl", "blocks.1.#.block.1.0"}, {"blocks.2.#.conv_exp", "blocks.2.#.block.0.0"},
    {"blocks.2.#.conv_pwl", "blocks.2.#.block.1.0"},
};
inline constexpr std::string_view timm_eps = "BatchNorm's eps is 1e-5 there and 1e-3 here, and its tf_ models pad otherwise";

inline constexpr auto timm_efficientnet_v2_s_rules =
    joined_rules(timm_stem_rules, timm_fused_rules, timm_inverted_residual_rules, timm_efficientnet_stages, timm_head_7_rules);
inline constexpr NameMap timm_efficientnet_v2_s{"timm's EfficientNetV2", "conv_stem.weight", timm_efficientnet_v2_s_rules,
                                                timm_eps};

inline constexpr auto timm_efficientnet_v2_m_rules =
    joined_rules(timm_stem_rules, timm_fused_rules, timm_inverted_residual_rules, timm_efficientnet_stages, timm_head_8_rules);
inline constexpr NameMap timm_efficientnet_v2_m{"timm's EfficientNetV2", "conv_stem.weight", timm_efficientnet_v2_m_rules,
                                                timm_eps};

}  // namespace graft::detail
