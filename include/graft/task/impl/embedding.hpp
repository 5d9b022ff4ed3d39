#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <graft/platform/shape_text.hpp>
#include <graft/task/embedding.hpp>
#include <graft/task/metrics/retrieval_recall.hpp>

namespace graft {
namespace detail {

[[nodiscard]] inline ::torch::Tensor of_length_one(const ::torch::Tensor& vectors) {
  return vectors / vectors.norm(2, 1, true).clamp_min(1e-12);  // torch.nn.functional.normalize
}

/// Scores of RetrievalRecall.
class EmbeddingMetric : public Metric {
 public:
  void add(const NetworkOutputs& outputs, const Batch& batch) override {
    recall_.add(outputs.main.to(::torch::kFloat), batch.labels);
  }
  void report(Evaluation& evaluation) const override {
    evaluation.scores = {{"recall@1", recall_.result(1)}, {"recall@5", recall_.result(5)}};
  }

 private:
  RetrievalRecall recall_{};
};

}  // namespace detail

Embedding::Embedding(std::int64_t numbers, Options options) : numbers_(numbers), options_(options) {
  if (!(options_.margin > 0) || std::isinf(options_.margin))
    throw UsageError("the option .task has a margin of " + std::to_string(options_.margin) + "; it is a number above 0");
}

void Embedding::require(const Dataset& data, const std::string& where) const {
  for (const Sample& sample : data)
    if (sample.label() < 0) throw DataError("image '" + sample.path + "' of " + where + " has a negative class");
}

::torch::Tensor Embedding::loss(const NetworkOutputs& outputs, const Batch& batch, const Loss& /*loss*/) const {
  const ::torch::Tensor vectors = detail::of_length_one(outputs.main.to(::torch::kFloat));
  const ::torch::Tensor distances = 1 - vectors.matmul(vectors.t());  // (N, N)
  const ::torch::Tensor same = batch.labels.unsqueeze(0).eq(batch.labels.unsqueeze(1));
  const ::torch::Tensor other_image = ::torch::eye(distances.size(0), same.options()).logical_not();
  const ::torch::Tensor near = same.logical_and(other_image), far = same.logical_not();
  constexpr float none = std::numeric_limits<float>::infinity();
  const ::torch::Tensor farthest = distances.masked_fill(near.logical_not(), -none).amax(1),
                        nearest = distances.masked_fill(same, none).amin(1);
  const ::torch::Tensor counts = near.any(1).logical_and(far.any(1)).nonzero().squeeze(1);
  if (counts.numel() == 0) return outputs.main.sum() * 0;
  return (farthest.index_select(0, counts) - nearest.index_select(0, counts) + options_.margin).relu().mean();
}

std::unique_ptr<Metric> Embedding::metric() const { return std::make_unique<detail::EmbeddingMetric>(); }

std::vector<std::vector<float>> Embedding::predictions(const NetworkOutputs& outputs, const std::vector<std::string>&) const {
  if (outputs.main.dim() != 2 || outputs.main.size(1) != numbers_)
    throw ShapeError("the head gives " + detail::shape_text(outputs.main) + " for a batch, expected (N, " +
                     std::to_string(numbers_) + ")");
  const ::torch::Tensor all = detail::of_length_one(outputs.main.to(::torch::kCPU, ::torch::kFloat)).contiguous();  // (N, D)
  std::vector<std::vector<float>> vectors;
  for (std::int64_t n = 0; n < all.size(0); ++n) {
    const float* row = all.data_ptr<float>() + n * numbers_;
    vectors.emplace_back(row, row + numbers_);
  }
  return vectors;
}

}  // namespace graft
