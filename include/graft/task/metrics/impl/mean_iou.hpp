#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/platform/shape_text.hpp>
#include <graft/task/metrics/mean_iou.hpp>

namespace graft {

namespace detail {

/// DataError unless all classes are below `classes`.
inline void require_classes(const ::torch::Tensor& values, std::int64_t classes, const char* whose) {
  if (values.numel() == 0) return;
  const auto least = values.min().item<std::int64_t>(), most = values.max().item<std::int64_t>();
  if (least >= 0 && most < classes) return;
  throw DataError(std::string(whose) + " have the class " + std::to_string(least < 0 ? least : most) + "; there are " +
                  std::to_string(classes) + ", numbered from 0");
}

}  // namespace detail

MeanIoU::MeanIoU(std::int64_t classes, std::int64_t ignore) : classes_(classes), ignore_(ignore) {
  if (classes < 1) throw UsageError("the mean IoU is of at least one class, not of " + std::to_string(classes));
  confusion_ = ::torch::zeros({classes, classes}, ::torch::kLong);
}

void MeanIoU::add(const ::torch::Tensor& predicted, const ::torch::Tensor& target) {
  const auto is_integral = [](const ::torch::Tensor& tensor) { return ::c10::isIntegralType(tensor.scalar_type(), false); };
  if (predicted.sizes() != target.sizes() || !is_integral(predicted) || !is_integral(target))
    throw ShapeError("the mean IoU compares two tensors of classes, integers of one shape, not " +
                     detail::shape_text(predicted) + " and " + detail::shape_text(target));
  const ::torch::Tensor wanted = target.flatten().to(::torch::kLong);
  const ::torch::Tensor counts = wanted != ignore_;
  const ::torch::Tensor there = wanted.masked_select(counts);
  const ::torch::Tensor found = predicted.flatten().to(there.device(), ::torch::kLong).masked_select(counts);
  detail::require_classes(there, classes_, "masks of the data");
  detail::require_classes(found, classes_, "predicted masks");
  confusion_ += (there * classes_ + found).bincount({}, classes_ * classes_).reshape({classes_, classes_}).to(::torch::kCPU);
}

MeanIoUResult MeanIoU::result() const {
  MeanIoUResult result{.class_iou =
                           std::vector<double>(static_cast<std::size_t>(classes_), std::numeric_limits<double>::quiet_NaN())};
  const ::torch::Tensor of_data = confusion_.sum(1), of_predictions = confusion_.sum(0), both = confusion_.diagonal();
  result.pixels = of_data.sum().item<std::int64_t>();
  if (result.pixels == 0) return result;
  std::int64_t occurring = 0;
  for (std::int64_t i = 0; i < classes_; ++i) {
    const auto there = of_data[i].item<std::int64_t>(), right = both[i].item<std::int64_t>();
    const std::int64_t either = there + of_predictions[i].item<std::int64_t>() - right;
    if (either == 0) continue;
    const double iou = static_cast<double>(right) / static_cast<double>(either);
    result.class_iou[static_cast<std::size_t>(i)] = iou;
    result.mean_iou += iou;
    result.frequency_weighted_iou += iou * static_cast<double>(there) / static_cast<double>(result.pixels);
    ++occurring;
  }
  result.mean_iou /= static_cast<double>(occurring);
  result.pixel_accuracy = both.sum().item<double>() / static_cast<double>(result.pixels);
  return result;
}

}  // namespace graft
