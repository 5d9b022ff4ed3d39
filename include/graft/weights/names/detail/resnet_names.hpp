#pragma once

#include <graft/weights/names/detail/name_map.hpp>

namespace graft::detail {

/// timm's names of ResNets are torchvision's.
/// Source: transformers/models/resnet/modeling_resnet.py, class ResNetForImageClassification.
inline constexpr NameRule hugging_face_resnet_rules[] = {
    {"embedder.embedder.convolution", "conv1"},
    {"embedder.embedder.normalization", "bn1"},
    {"encoder.stages.#.layers.#.shortcut.convolution", "encoder.stages.#.layers.#.downsample.0"},
    {"encoder.stages.#.layers.#.shortcut.normalization", "encoder.stages.#.layers.#.downsample.1"},
    {"encoder.stages.#.layers.#.layer.0.convolution", "encoder.stages.#.layers.#.conv1"},
    {"encoder.stages.#.layers.#.layer.0.normalization", "encoder.stages.#.layers.#.bn1"},
    {"encoder.stages.#.layers.#.layer.1.convolution", "encoder.stages.#.layers.#.conv2"},
    {"encoder.stages.#.layers.#.layer.1.normalization", "encoder.stages.#.layers.#.bn2"},
    {"encoder.stages.#.layers.#.layer.2.convolution", "encoder.stages.#.layers.#.conv3"},
    {"encoder.stages.#.layers.#.layer.2.normalization", "encoder.stages.#.layers.#.bn3"},
    {"encoder.stages.0.layers.#", "layer1.#"},
    {"encoder.stages.1.layers.#", "layer2.#"},
    {"encoder.stages.2.layers.#", "layer3.#"},
    {"encoder.stages.3.layers.#", "layer4.#"},
    {"classifier.1", "fc"},
};
inline constexpr NameMap hugging_face_resnet{"Hugging Face's ResNet", "embedder.embedder.convolution.weight",
                                             hugging_face_resnet_rules};

}  // namespace graft::detail
