#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <graft/data/dataset/object_box.hpp>
#include <graft/data/image/image_size.hpp>
#include <graft/data/transform/transform.hpp>
#include <graft/task/detection/detection_options.hpp>
#include <graft/task/task.hpp>
#include <graft/zoo/preprocessing.hpp>

namespace graft {

/// An object that a network found in an image.
struct DetectedObject {
  ObjectBox box{};      ///< in pixels of the image
  std::string label{};  ///< name of its class
  std::int64_t index = 0;
  double score = 0;  ///< from 0 to 1
};

/// The objects that a network found in an image, the surest first.
using DetectionPrediction = std::vector<DetectedObject>;

/// Boxes around the objects of an image, each with a class: the losses of FCOS or of RetinaNet, by the outputs of the network,
/// and COCO's average precision.
///
/// Targets are Objects; crowds are not trained on. Boxes of an evaluation are compared as the network sees them, after the
/// transform.
/// Shapes: named outputs `cls_logits` (N, A, K), `bbox_regression` (N, A, 4), and of FCOS `bbox_ctrness` (N, A, 1).
/// Source: torchvision's FCOS and RetinaNet.
class Detection : public Task {
 public:
  struct Options {
    std::int64_t size = 640;                       ///< side of the square that `predict` fits an image into; see Letterbox
    std::optional<DetectionOptions> detections{};  ///< left out: torchvision's for the network
  };
  using Prediction = DetectionPrediction;

  explicit Detection(std::int64_t classes) : Detection(classes, Options()) {}
  Detection(std::int64_t classes, Options options) : classes_(classes), options_(options) {}

  void require(const Dataset& data, const std::string& where) const override;
  using Task::require;
  [[nodiscard]] ::torch::Tensor loss(const NetworkOutputs& outputs, const Batch& batch, const Loss& loss) const override;
  [[nodiscard]] std::unique_ptr<Metric> metric() const override;
  [[nodiscard]] NamedOutputs named_outputs() const override { return NamedOutputs::always; }

  [[nodiscard]] std::vector<Prediction> predictions(const NetworkOutputs& outputs,
                                                    const std::vector<std::string>& class_names) const;
  [[nodiscard]] Transform prediction_transform(const Preprocessing& preprocessing) const;
  /// The prediction for the image of the size that it had before `prediction_transform`.
  [[nodiscard]] Prediction placed(Prediction prediction, const ImageSize& image) const;

 private:
  std::int64_t classes_;
  Options options_;
};

}  // namespace graft
