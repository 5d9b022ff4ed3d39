#pragma once

#include <graft/task/detail/plain_cross_entropy.hpp>
#include <graft/task/task.hpp>

namespace graft {

void Task::require(const Batch& /*batch*/, const Dataset& /*data*/) const {}

::torch::Tensor Task::loss(const NetworkOutputs& outputs, const Batch& batch, const Loss& loss) const {
  const ::torch::Tensor logits = outputs.main.to(::torch::kFloat);
  return loss ? loss(logits, batch.labels) : detail::plain_cross_entropy(logits, batch.labels, ::torch::Reduction::Mean);
}

double Task::loss_sum(const NetworkOutputs& outputs, const Batch& batch, const Loss& loss) const {
  return this->loss(outputs, batch, loss).item<double>() * static_cast<double>(batch.size());
}

}  // namespace graft
