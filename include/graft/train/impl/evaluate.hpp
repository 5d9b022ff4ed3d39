#pragma once

#include <chrono>

#include <graft/train/detail/batch_source.hpp>
#include <graft/train/detail/classification.hpp>
#include <graft/train/detail/measure.hpp>
#include <graft/train/evaluate.hpp>

namespace graft {

Evaluation evaluate(Network& network, const Dataset& images, std::int64_t batch_size, int workers, ::torch::Device device,
                    const Loss& loss, const Task* task) {
  const ::torch::NoGradGuard no_grad;
  const detail::EvaluationMode evaluation_mode(network);
  const auto began = std::chrono::steady_clock::now();
  const Task& of = task == nullptr ? detail::classification : *task;
  const bool named = of.named_outputs() == NamedOutputs::always;
  const int last = named ? network.frozen_prefix() : -1;  // a plan of the whole network gives its main output alone
  Evaluation result = detail::measure(
      detail::loaded_batches(images, {.batch_size = batch_size, .workers = workers}, network, device, last), images, device, of,
      loss, [&](const Batch& batch) {
        return named ? outputs_of(network, batch, last) : NetworkOutputs{.main = batch.images, .image_size = batch.image_size};
      });
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return result;
}

}  // namespace graft
