#pragma once

#include <chrono>
#include <string>

#include <graft/core/error.hpp>
#include <graft/data/inference_loader.hpp>
#include <graft/train/evaluate.hpp>

namespace graft {
namespace detail {

/// Evaluation mode for as long as it lives, also when an exception ends that.
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

}  // namespace detail

Evaluation evaluate(Network& network, const Dataset& pictures, std::int64_t batch_size, int workers, ::torch::Device device) {
  const auto began = std::chrono::steady_clock::now();
  const ::torch::NoGradGuard no_grad;
  const detail::EvaluationMode evaluation_mode(network);
  Evaluation result;
  double loss = 0;
  InferenceLoader loader(pictures, {.batch_size = batch_size, .workers = workers}, network, device);
  while (const auto batch = loader.next()) {
    const auto labels = batch->labels.to(device);
    const auto& logits = batch->images;  // (N, K)
    loss += ::torch::cross_entropy_loss(logits, labels, {}, ::torch::Reduction::Sum).item<double>();
    result.correct += (logits.argmax(1) == labels).sum().item<std::int64_t>();
    result.images += labels.size(0);
  }
  result.skipped = static_cast<std::int64_t>(loader.skipped().size());
  if (result.images == 0) throw DataError("none of the " + std::to_string(pictures.size()) + " pictures to evaluate could be used");
  result.loss = loss / static_cast<double>(result.images);
  result.accuracy = static_cast<double>(result.correct) / static_cast<double>(result.images);
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return result;
}

}  // namespace graft
