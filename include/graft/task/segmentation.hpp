#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <graft/data/transform/transform.hpp>
#include <graft/task/task.hpp>
#include <graft/zoo/preprocessing.hpp>

namespace graft {

/// The class of each pixel of an image, row by row from the top left.
struct SegmentationPrediction {
  std::int64_t width = 0, height = 0;
  std::vector<std::uint8_t> classes{};  ///< H x W
  std::vector<std::string> class_names{};

  [[nodiscard]] std::uint8_t operator()(std::int64_t x, std::int64_t y) const {
    return classes[static_cast<std::size_t>(y * width + x)];
  }
};

/// A class for each pixel of an image: cross-entropy over pixels, mean IoU over classes.
///
/// Targets are masks; pixels that are ignored_pixel count neither in the loss nor in the metric. Where the network has an
/// auxiliary output "aux", its loss is added with a weight.
/// Shapes: logits (N, K, H, W), labels (N, H, W).
/// Source: torchvision's references/segmentation.
class Segmentation : public Task {
 public:
  struct Options {
    double auxiliary_weight = 0.5;
  };
  using Prediction = SegmentationPrediction;

  explicit Segmentation(std::int64_t classes) : Segmentation(classes, Options()) {}
  /// Errors: UsageError for more than 255 classes, as a mask has values of 8 bits and ignored_pixel is one of them.
  Segmentation(std::int64_t classes, Options options);

  using Task::require;
  void require(const Dataset& data, const std::string& where) const override;
  void require(const Batch& batch, const Dataset& data) const override;
  [[nodiscard]] ::torch::Tensor loss(const NetworkOutputs& outputs, const Batch& batch, const Loss& loss) const override;
  [[nodiscard]] std::unique_ptr<Metric> metric() const override;
  [[nodiscard]] NamedOutputs named_outputs() const override { return NamedOutputs::while_training; }

  [[nodiscard]] std::vector<Prediction> predictions(const NetworkOutputs& outputs,
                                                    const std::vector<std::string>& class_names) const;
  /// Images are predicted at their own size.
  [[nodiscard]] Transform prediction_transform(const Preprocessing& preprocessing) const;

 private:
  std::int64_t classes_;
  Options options_;
};

}  // namespace graft
