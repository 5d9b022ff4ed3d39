#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/network/network.hpp>
#include <graft/train/detail/batch_source.hpp>
#include <graft/task/loss.hpp>
#include <graft/task/evaluation.hpp>

namespace graft::detail {

/// Guard that keeps a network in evaluation mode as long as it lives, and then gives it back the mode that it had.
class EvaluationMode {
 public:
  explicit EvaluationMode(Network& network) : network_(network), was_training_(network.is_training()) { network.eval(); }
  EvaluationMode(const EvaluationMode&) = delete;
  EvaluationMode& operator=(const EvaluationMode&) = delete;
  ~EvaluationMode() { network_.train(was_training_); }

 private:
  Network& network_;
  bool was_training_;
};

/// Loss and accuracy over all batches of a source; `logits_of` makes logits of what it gives. `count`: images, for messages.
/// The loss is the mean over all images: of plain cross-entropy exactly, of another loss from the mean of each batch.
template <class LogitsOf>
[[nodiscard]] Evaluation measure(const BatchSource& source, std::size_t count, const ::torch::Device& device, const Loss& loss,
                                 LogitsOf logits_of) {
  const auto began = std::chrono::steady_clock::now();
  Evaluation result;
  double sum = 0;
  while (const auto batch = source.next()) {
    const auto labels = batch->labels.to(device);
    const ::torch::Tensor logits = logits_of(batch->images);  // (N, K)
    sum += loss ? loss(logits.to(::torch::kFloat), labels).template item<double>() * static_cast<double>(labels.size(0))
                : ::torch::cross_entropy_loss(logits, labels, {}, ::torch::Reduction::Sum).template item<double>();
    result.correct += (logits.argmax(1) == labels).sum().template item<std::int64_t>();
    result.images += labels.size(0);
  }
  result.skipped = static_cast<std::int64_t>(source.skipped());
  if (result.images == 0) throw DataError("none of the " + std::to_string(count) + " images to evaluate could be used");
  result.loss = sum / static_cast<double>(result.images);
  result.accuracy = static_cast<double>(result.correct) / static_cast<double>(result.images);
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return result;
}

}  // namespace graft::detail
