#pragma once

#include <cstdint>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft {

/// Recall at k of embeddings: the share of images that have one of their own class among their k nearest others, by the cosine.
/// Images that are the only ones of their class do not count; of equally near ones, those of other classes come first. Keeps
/// all embeddings until result().
class RetrievalRecall {
 public:
  /// Takes images: embeddings (N, D) and int64 labels (N).
  /// Errors: ShapeError for other tensors, or another length of embeddings than before; DataError for NaN in them.
  void add(const ::torch::Tensor& embeddings, const ::torch::Tensor& labels);

  /// From 0 to 1; 0 without any image that counts.
  /// Errors: UsageError for a k of less than 1.
  [[nodiscard]] double result(std::int64_t k = 1) const;

 private:
  std::vector<::torch::Tensor> embeddings_{}, labels_{};
};

}  // namespace graft
