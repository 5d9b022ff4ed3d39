#pragma once

#include <filesystem>
#include <system_error>

#include <graft/core/exceptions.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/weights/keras/detail/keras_resnet50.hpp>
#include <graft/weights/keras/detail/tfjs_model.hpp>
#include <graft/weights/keras/read_tfjs.hpp>

namespace graft {

Checkpoint read_tfjs(const std::filesystem::path& folder_or_model_json) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(folder_or_model_json, ignored);
  const std::filesystem::path model_json = is_folder ? folder_or_model_json / "model.json" : folder_or_model_json;
  if (is_folder && !std::filesystem::exists(model_json, ignored))
    throw WeightsError(
        "cannot read weights '" + folder_or_model_json.string() +
        "': it is a folder without model.json (give a .pth file, or the folder of a TensorFlow.js layers model)");
  const ::torch::NoGradGuard no_gradient;
  const detail::TfjsModel model = detail::read_tfjs_model(model_json);
  detail::KerasResNet50 network(model, model_json.string());
  return {network.convert(), network.variant(), {}, folder_or_model_json.string()};
}

}  // namespace graft
