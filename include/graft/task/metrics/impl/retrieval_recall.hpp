#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/platform/shape_text.hpp>
#include <graft/task/metrics/retrieval_recall.hpp>

namespace graft {

void RetrievalRecall::add(const ::torch::Tensor& embeddings, const ::torch::Tensor& labels) {
  if (embeddings.dim() != 2 || labels.dim() != 1 || embeddings.size(0) != labels.size(0) ||
      labels.scalar_type() != ::torch::kLong)
    throw ShapeError("recall takes embeddings [N, D] and int64 labels [N], not " + detail::shape_text(embeddings) + " and " +
                     detail::shape_text(labels));
  if (!embeddings_.empty() && embeddings_.front().size(1) != embeddings.size(1))
    throw ShapeError("recall of embeddings of length " + std::to_string(embeddings_.front().size(1)) + " cannot go on with " +
                     std::to_string(embeddings.size(1)));
  const ::torch::Tensor here = embeddings.detach().to(::torch::kCPU, ::torch::kFloat);
  if (here.isnan().any().item<bool>()) throw DataError("recall has an embedding with NaN; has training diverged?");
  constexpr double eps = 1e-12;  // an embedding of zeros is as far from all
  embeddings_.push_back(here / here.norm(2, {1}, true).clamp_min(eps));
  labels_.push_back(labels.detach().to(::torch::kCPU).clone());
}

double RetrievalRecall::result(std::int64_t k) const {
  if (k < 1) throw UsageError("recall@k is of the k nearest images; k is at least 1, not " + std::to_string(k));
  if (embeddings_.empty()) return 0;
  const ::torch::NoGradGuard no_grad;
  const ::torch::Tensor all = ::torch::cat(embeddings_), labels = ::torch::cat(labels_);
  const std::int64_t images = all.size(0);
  std::int64_t counted = 0, found = 0;
  constexpr std::int64_t at_once = 512;  // rows of the matrix of all cosines
  for (std::int64_t begin = 0; begin < images; begin += at_once) {
    const std::int64_t end = std::min(images, begin + at_once);
    const ::torch::Tensor cosine = all.slice(0, begin, end).mm(all.t());
    const ::torch::Tensor same = labels.slice(0, begin, end).unsqueeze(1) == labels;
    const ::torch::Tensor itself = ::torch::arange(begin, end).unsqueeze(1) == ::torch::arange(images);
    const ::torch::Tensor own = same & itself.logical_not();
    const ::torch::Tensor nearest =
        cosine.masked_fill(own.logical_not(), -std::numeric_limits<double>::infinity()).amax(1, true);
    const ::torch::Tensor before = ((cosine >= nearest) & same.logical_not()).sum(1);
    const ::torch::Tensor counts = own.any(1);
    counted += counts.sum().item<std::int64_t>();
    found += (counts & (before < k)).sum().item<std::int64_t>();
  }
  return counted == 0 ? 0 : static_cast<double>(found) / static_cast<double>(counted);
}

}  // namespace graft
