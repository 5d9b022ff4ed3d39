#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include <graft/data/decode/read_image_size.hpp>
#include <graft/data/loader/load_image.hpp>
#include <graft/data/transform/standard_transforms.hpp>
#include <graft/platform/translate.hpp>
#include <graft/task/classification.hpp>
#include <graft/tuner/tuner.hpp>

namespace graft {

/// A tuner that knows its task, and so what a prediction is.
template <class TaskType>
class TunerFor : public Tuner {
 public:
  using Prediction = typename TaskType::Prediction;

  /// One image file, through the preprocessing that the task or the weights want.
  [[nodiscard]] Prediction predict(const std::filesystem::path& image) {
    Prediction prediction = std::move(predict(load_image(image, prediction_transform())).front());
    if constexpr (requires { task().placed(prediction, ImageSize()); })
      return task().placed(std::move(prediction), read_image_size(image));
    else
      return prediction;
  }
  /// A batch (N, 3, H, W) that is already preprocessed.
  [[nodiscard]] std::vector<Prediction> predict(const ::torch::Tensor& images) {
    return translate_errors("prediction", [&] { return task().predictions(core_.infer(images), core_.classes()); });
  }

  /// The task of the head.
  [[nodiscard]] const TaskType& task() const { return static_cast<const TaskType&>(core_.task()); }

 protected:
  /// The core's task is a TaskType.
  explicit TunerFor(detail::TunerCore core) : Tuner(std::move(core)) {}

 private:
  [[nodiscard]] Transform prediction_transform() const {
    if constexpr (requires { task().prediction_transform(core_.preprocessing()); })
      return task().prediction_transform(core_.preprocessing());
    else
      return evaluation_transform(core_.preprocessing());
  }
};

}  // namespace graft
