#pragma once

#include <cstdint>

#include <graft/platform/gateway.hpp>

namespace graft {

/// The share of images whose label is among the k largest logits. Of equal logits, the one of the smaller index is the larger.
class TopKAccuracy {
 public:
  /// Errors: UsageError for a k of less than 1.
  explicit TopKAccuracy(std::int64_t k);

  /// Counts images: logits (N, K) and int64 labels (N). A logit that is NaN is never among the largest.
  /// Errors: ShapeError for other tensors; DataError for a label that is none of the K classes.
  void add(const ::torch::Tensor& logits, const ::torch::Tensor& labels);

  /// From 0 to 1; 0 without any image.
  [[nodiscard]] double result() const { return images_ == 0 ? 0 : static_cast<double>(right_) / static_cast<double>(images_); }

 private:
  std::int64_t k_;
  std::int64_t right_ = 0, images_ = 0;
};

}  // namespace graft
