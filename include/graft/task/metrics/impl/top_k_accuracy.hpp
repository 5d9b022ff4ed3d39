#pragma once

#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/platform/shape_text.hpp>
#include <graft/task/metrics/top_k_accuracy.hpp>

namespace graft {

TopKAccuracy::TopKAccuracy(std::int64_t k) : k_(k) {
  if (k < 1) throw UsageError("the accuracy is of the k largest logits; k is at least 1, not " + std::to_string(k));
}

void TopKAccuracy::add(const ::torch::Tensor& logits, const ::torch::Tensor& labels) {
  if (logits.dim() != 2 || labels.dim() != 1 || logits.size(0) != labels.size(0) || labels.scalar_type() != ::torch::kLong)
    throw ShapeError("accuracy takes logits [N, K] and int64 labels [N], not " + detail::shape_text(logits) + " and " +
                     detail::shape_text(labels));
  if (labels.numel() == 0) return;
  const ::torch::NoGradGuard no_grad;
  const ::torch::Tensor label = labels.to(logits.device()).unsqueeze(1);
  const ::torch::Tensor wrong = (label < 0) | (label >= logits.size(1));
  if (wrong.any().item<bool>())
    throw DataError("an image has the label " + std::to_string(label.masked_select(wrong)[0].item<std::int64_t>()) +
                    "; there are " + std::to_string(logits.size(1)) + " classes, numbered from 0");
  const ::torch::Tensor own = logits.gather(1, label);
  const ::torch::Tensor index = ::torch::arange(logits.size(1), label.options());
  const ::torch::Tensor before = ((logits > own) | ((logits == own) & (index < label))).sum(1);
  right_ += ((before < k_) & own.squeeze(1).isnan().logical_not()).sum().item<std::int64_t>();
  images_ += labels.numel();
}

}  // namespace graft
