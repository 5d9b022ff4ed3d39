#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <graft/core/exceptions.hpp>
#include <graft/network/network.hpp>
#include <graft/task/outputs_of.hpp>
#include <graft/task/task.hpp>
#include <graft/train/detail/batch_source.hpp>

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

/// Loss and scores over all batches of a source; `outputs_of` makes outputs of what it gives.
/// The loss is the mean over all images: of plain cross-entropy exactly, of another loss from the mean of each batch.
template <class OutputsOf>
[[nodiscard]] Evaluation measure(const BatchSource& source, const Dataset& data, const ::torch::Device& device,
                                 const Task& task, const Loss& loss, OutputsOf outputs_of) {
  const auto began = std::chrono::steady_clock::now();
  Evaluation result;
  const std::unique_ptr<Metric> metric = task.metric();
  double sum = 0;
  while (auto loaded = source.next()) {
    const Batch batch = on_device(std::move(*loaded), device);
    task.require(batch, data);
    const NetworkOutputs outputs = outputs_of(batch);
    sum += task.loss_sum(outputs, batch, loss);
    metric->add(outputs, batch);
    result.images += batch.size();
  }
  result.skipped = static_cast<std::int64_t>(source.skipped());
  if (result.images == 0) throw DataError("none of the " + std::to_string(data.size()) + " images to evaluate could be used");
  result.loss = sum / static_cast<double>(result.images);
  metric->report(result);
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return result;
}

}  // namespace graft::detail
