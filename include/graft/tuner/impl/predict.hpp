#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/loader/load_image.hpp>
#include <graft/data/transform/standard_transforms.hpp>
#include <graft/platform/shape_text.hpp>
#include <graft/platform/translate.hpp>
#include <graft/task/classification.hpp>
#include <graft/tuner/predict.hpp>

namespace graft {

std::vector<Prediction> predict(const Model& model, const ::torch::Tensor& images) {
  if (model.network == nullptr) throw UsageError("predict: the model has no network");
  return translate_errors("prediction", [&] {
    const ::torch::NoGradGuard no_grad;
    model.network->eval();
    const ::torch::Tensor logits = model.network->infer(images.to(PlanSource(*model.network).device));
    const std::int64_t classes =
        model.class_names.empty() ? logits.size(-1) : static_cast<std::int64_t>(model.class_names.size());
    return Classification(classes).predictions({.main = logits}, model.class_names);
  });
}

Prediction predict(const Model& model, const std::filesystem::path& image) {
  return predict(model, load_image(image, evaluation_transform(model.preprocessing))).front();
}

}  // namespace graft
