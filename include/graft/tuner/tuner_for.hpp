#pragma once

#include <filesystem>
#include <utility>
#include <vector>

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

  /// One image file, through the preprocessing that the weights expect; for a task of pixels or of places in the image, at its
  /// own size.
  [[nodiscard]] Prediction predict(const std::filesystem::path& image) {
    return predict(load_image(image, prediction_transform())).front();
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
    if constexpr (requires { requires TaskType::at_image_size; })
      return Normalize{core_.preprocessing().normalization};
    else
      return evaluation_transform(core_.preprocessing());
  }
};

}  // namespace graft
