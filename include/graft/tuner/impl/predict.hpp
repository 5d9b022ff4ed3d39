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
#include <graft/tuner/detail/predictions_of.hpp>
#include <graft/tuner/predict.hpp>

namespace graft {

std::vector<Prediction> detail::predictions_of(const ::torch::Tensor& logits, std::int64_t classes, const char* whose,
                                               const std::vector<std::string>& class_names) {
  if (logits.dim() != 2)
    throw ShapeError(std::string(whose) + " gives " + shape_text(logits) + " for a batch, expected a logit a class, (N, K)");
  if (logits.size(1) != classes)
    throw ShapeError(std::string(whose) + " gives " + std::to_string(logits.size(1)) + " logits, and says it has " +
                     std::to_string(classes) + " classes");
  const ::torch::Tensor all = logits.softmax(1).to(::torch::kCPU, ::torch::kFloat).contiguous();  // (N, K)
  std::vector<Prediction> predictions;
  for (std::int64_t n = 0; n < all.size(0); ++n) {
    Prediction one;
    const float* row = all.data_ptr<float>() + n * classes;
    one.probabilities.assign(row, row + classes);
    one.index = all[n].argmax().item<std::int64_t>();
    const auto index = static_cast<std::size_t>(one.index);
    one.probability = static_cast<double>(one.probabilities[index]);
    one.label = class_names.empty() ? "class " + std::to_string(one.index) : class_names[index];
    predictions.push_back(std::move(one));
  }
  return predictions;
}

std::vector<Prediction> predict(const Model& model, const ::torch::Tensor& images) {
  if (model.network == nullptr) throw UsageError("predict: the model has no network");
  return translate_errors("prediction", [&] {
    const ::torch::NoGradGuard no_grad;
    model.network->eval();
    const ::torch::Tensor logits = model.network->infer(images.to(PlanSource(*model.network).device));
    const std::int64_t classes =
        model.class_names.empty() ? logits.size(-1) : static_cast<std::int64_t>(model.class_names.size());
    return detail::predictions_of(logits, classes, "the model", model.class_names);
  });
}

Prediction predict(const Model& model, const std::filesystem::path& image) {
  return predict(model, load_image(image, evaluation_transform(model.preprocessing))).front();
}

}  // namespace graft
