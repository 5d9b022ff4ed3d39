#pragma once

#include <graft/weights/names/detail/name_map.hpp>

namespace graft::detail {

// torchvision counts a stage's blocks and the downsampling before it as two of `features`: each map ends in what is common.

/// Source: timm/models/convnext.py, class ConvNeXt.
inline constexpr NameRule timm_convnext_rules[] = {
    {"stem", "features.0"},
    {"stages.1.downsample", "features.2"},
    {"stages.2.downsample", "features.4"},
    {"stages.3.downsample", "features.6"},
    {"stages.#.blocks.#.gamma", "stages.#.blocks.#.layer_scale"},
    {"stages.#.blocks.#.conv_dw", "stages.#.blocks.#.block.0"},
    {"stages.#.blocks.#.norm", "stages.#.blocks.#.block.2"},
    {"stages.#.blocks.#.mlp.fc1", "stages.#.blocks.#.block.3"},
    {"stages.#.blocks.#.mlp.fc2", "stages.#.blocks.#.block.5"},
    {"stages.0.blocks.#", "features.1.#"},
    {"stages.1.blocks.#", "features.3.#"},
    {"stages.2.blocks.#", "features.5.#"},
    {"stages.3.blocks.#", "features.7.#"},
    {"head.norm", "classifier.0"},
    {"head.fc", "classifier.2"},
};
inline constexpr NameMap timm_convnext{"timm's ConvNeXt", "stages.0.blocks.0.conv_dw.weight", timm_convnext_rules};

/// Source: facebookresearch/ConvNeXt, models/convnext.py, class ConvNeXt.
inline constexpr NameRule meta_convnext_rules[] = {
    {"downsample_layers.0", "features.0"},
    {"downsample_layers.1", "features.2"},
    {"downsample_layers.2", "features.4"},
    {"downsample_layers.3", "features.6"},
    {"stages.#.#.gamma", "stages.#.#.layer_scale"},
    {"stages.#.#.dwconv", "stages.#.#.block.0"},
    {"stages.#.#.norm", "stages.#.#.block.2"},
    {"stages.#.#.pwconv1", "stages.#.#.block.3"},
    {"stages.#.#.pwconv2", "stages.#.#.block.5"},
    {"stages.0.#", "features.1.#"},
    {"stages.1.#", "features.3.#"},
    {"stages.2.#", "features.5.#"},
    {"stages.3.#", "features.7.#"},
    {"norm", "classifier.0"},
    {"head", "classifier.2"},
};
inline constexpr NameMap meta_convnext{"Meta's ConvNeXt", "stages.0.0.dwconv.weight", meta_convnext_rules};

/// Source: transformers/models/convnext/modeling_convnext.py, class ConvNextForImageClassification.
inline constexpr NameRule hugging_face_convnext_rules[] = {
    {"embeddings.patch_embeddings", "features.0.0"},
    {"embeddings.layernorm", "features.0.1"},
    {"encoder.stages.1.downsampling_layer", "features.2"},
    {"encoder.stages.2.downsampling_layer", "features.4"},
    {"encoder.stages.3.downsampling_layer", "features.6"},
    {"encoder.stages.#.layers.#", "stages.#.#"},
    {"stages.#.#.layer_scale_parameter", "stages.#.#.layer_scale"},
    {"stages.#.#.dwconv", "stages.#.#.block.0"},
    {"stages.#.#.layernorm", "stages.#.#.block.2"},
    {"stages.#.#.pwconv1", "stages.#.#.block.3"},
    {"stages.#.#.pwconv2", "stages.#.#.block.5"},
    {"stages.0.#", "features.1.#"},
    {"stages.1.#", "features.3.#"},
    {"stages.2.#", "features.5.#"},
    {"stages.3.#", "features.7.#"},
    {"classifier", "classifier.2"},
    {"layernorm", "classifier.0"},
};
inline constexpr NameMap hugging_face_convnext{"Hugging Face's ConvNeXt", "encoder.stages.0.layers.0.dwconv.weight",
                                               hugging_face_convnext_rules};

}  // namespace graft::detail
