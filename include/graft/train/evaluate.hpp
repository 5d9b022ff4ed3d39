#pragma once

#include <chrono>
#include <cstdint>

#include <graft/data/dataset.hpp>
#include <graft/data/loader.hpp>
#include <graft/runtime/gateway.hpp>
#include <graft/runtime/network.hpp>
#include <graft/train/evaluation.hpp>

namespace graft {

/// Runs a network over labelled pictures in evaluation mode and without gradients. The mode it had comes back.
///
/// Errors: DataError as the loader's; ShapeError when the pictures do not fit the network.
[[nodiscard]] inline Evaluation evaluate(Network& network, const Dataset& pictures, std::int64_t batch_size, int workers, ::torch::Device device) {
  const auto began = std::chrono::steady_clock::now();
  const ::torch::NoGradGuard no_grad;
  const bool was_training = network.is_training();
  network.eval();
  Evaluation result;
  double loss = 0;
  Loader loader(pictures, {.batch_size = batch_size, .workers = workers});
  while (const auto batch = loader.next()) {
    const auto labels = batch->labels.to(device);
    const auto logits = network.forward(batch->images.to(device));  // (N, K)
    loss += ::torch::nn::functional::cross_entropy(logits, labels, ::torch::nn::functional::CrossEntropyFuncOptions().reduction(::torch::kSum)).item<double>();
    result.correct += (logits.argmax(1) == labels).sum().item<std::int64_t>();
    result.images += labels.size(0);
  }
  network.train(was_training);
  result.skipped = static_cast<std::int64_t>(loader.skipped().size());
  if (result.images > 0) {
    result.loss = loss / static_cast<double>(result.images);
    result.accuracy = static_cast<double>(result.correct) / static_cast<double>(result.images);
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return result;
}

}  // namespace graft
