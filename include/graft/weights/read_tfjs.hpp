#pragma once

#include <filesystem>
#include <string>
#include <system_error>

#include <graft/weights/checkpoint.hpp>
#include <graft/weights/detail/keras_resnet50.hpp>

namespace graft {

/// Reads Keras's ResNet-50 as a TensorFlow.js layers model (a folder with model.json and its shards, or model.json
/// itself) into torchvision's names, layouts and arithmetic.
///
/// The pictures' preprocessing is folded into the first convolution and its BatchNorm, so the network takes what
/// torchvision's ResNet-50 takes: RGB with ImageNet's mean and std. This and the fold of biases and BatchNorm's epsilon
/// are exact, but for the outermost pixels of the first feature map: Keras pads the picture with its own mean, ours
/// with ImageNet's, which differ by at most 0.5 of 255.
///
/// Errors: WeightsError if a file is missing or of the wrong length, a weight is quantized or not float32, or the
/// network is another one. Source: the names and strides of keras_applications' ResNet50 and the constants of its
/// "caffe" preprocessing.
///
/// Example: `Checkpoint weights = read_tfjs("package/ResNet50");  // weights.variant == Variant::v1`
inline Checkpoint read_tfjs(const std::filesystem::path& folder_or_model_json) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(folder_or_model_json, ignored);
  const std::filesystem::path model_json = is_folder ? folder_or_model_json / "model.json" : folder_or_model_json;
  const ::torch::NoGradGuard no_gradient;
  const detail::TfjsModel model = detail::read_tfjs_model(model_json);
  detail::KerasResNet50 network(model, model_json.string());
  return {network.convert(), network.variant(), {}, folder_or_model_json.string()};
}

}  // namespace graft
