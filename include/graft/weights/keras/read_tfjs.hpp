#pragma once

#include <filesystem>

#include <graft/weights/state/checkpoint.hpp>

namespace graft {

/// Reads Keras's ResNet-50 as a TensorFlow.js layers model (a folder with model.json and its shards, or model.json
/// itself) into torchvision's names, layouts and arithmetic.
///
/// Keras's preprocessing is folded into the first convolution and its BatchNorm, so that the network takes the input of
/// torchvision's ResNet-50: RGB normalised with ImageNet's mean and std. This and the folding of biases and of BatchNorm's
/// epsilon are exact but for the outermost pixels of the first feature map: Keras pads the image with its own mean, graft with
/// ImageNet's, which differ by at most 0.5 of 255.
///
/// Errors: WeightsError if a file is missing or of the wrong length, a weight is quantized or not float32, or the
///         network is another one.
/// Source: the names and strides of keras_applications' ResNet50 and the constants of its "caffe" preprocessing.
///
/// Example: `Checkpoint weights = read_tfjs("package/ResNet50");  // weights.variant == Variant::v1`
Checkpoint read_tfjs(const std::filesystem::path& folder_or_model_json);

}  // namespace graft
