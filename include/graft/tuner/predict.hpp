#pragma once

#include <filesystem>
#include <vector>

#include <graft/platform/gateway.hpp>
#include <graft/task/prediction.hpp>
#include <graft/weights/model.hpp>

namespace graft {

/// What a model says of one image file, through the preprocessing that its file names.
///
/// Errors: DataError where the image cannot be read; ShapeError where the model gives no row of logits, or another number of
///         them than it has class names.
/// Example: const Model model = load_model("resnet50_catdog.pth");
///          std::cout << predict(model, "my_cat.jpg").label << '\n';
[[nodiscard]] Prediction predict(const Model& model, const std::filesystem::path& image);
/// The same for a batch (N, 3, H, W) that is already preprocessed.
[[nodiscard]] std::vector<Prediction> predict(const Model& model, const ::torch::Tensor& images);

}  // namespace graft
