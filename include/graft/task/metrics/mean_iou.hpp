#pragma once

#include <cstdint>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft {

/// How well predicted masks agree with those of the data. All shares are from 0 to 1.
struct MeanIoUResult {
  double mean_iou = 0;                ///< the mean of `class_iou` over the classes that occur
  double pixel_accuracy = 0;          ///< the share of pixels that have the right class
  double frequency_weighted_iou = 0;  ///< the mean of `class_iou`, each by its share of the data's pixels
  std::vector<double> class_iou{};    ///< NaN for a class that occurs neither in the data nor in a prediction
  std::int64_t pixels = 0;            ///< without those that are ignored
};

/// Counts how often each class is predicted for each class, over all pixels of all images, for the intersection over union of
/// each class: pixels that are of the class and predicted so, by those that are either.
///
///     MeanIoU metric(11, 255);
///     for (...) metric.add(logits.argmax(1), masks);
///     std::cout << metric.result().mean_iou;
///
/// Without any pixel that counts, all results are 0.
/// Source: Long et al., "Fully convolutional networks", 2015, section 5.
class MeanIoU {
 public:
  /// Pixels of the class `ignore` in the data do not count; it need not be one of the classes.
  /// Errors: UsageError for less than one class.
  explicit MeanIoU(std::int64_t classes, std::int64_t ignore = -1);

  /// Counts the pixels of predicted classes and of those in the data: two tensors of integers of the same shape.
  /// Errors: ShapeError for other tensors; DataError for a class beyond the classes.
  void add(const ::torch::Tensor& predicted, const ::torch::Tensor& target);

  [[nodiscard]] MeanIoUResult result() const;

  /// The counts (K, K) int64: row the class in the data, column the predicted one.
  [[nodiscard]] const ::torch::Tensor& confusion() const { return confusion_; }

 private:
  std::int64_t classes_;
  std::int64_t ignore_;
  ::torch::Tensor confusion_;
};

}  // namespace graft
