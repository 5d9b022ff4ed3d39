#pragma once

#include <string>
#include <utility>

#include <graft/data/loader/batch.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/task/network_outputs.hpp>

namespace graft::detail {

/// All outputs of a network for what call `first - 1` gave, auxiliary ones in training mode only.
[[nodiscard]] inline NetworkOutputs outputs_of(Network& network, const Batch& batch, int first) {
  NetworkOutputs outputs;
  outputs.named = network.outputs(batch.images, first);
  outputs.main = outputs.named.front().second;
  return outputs;
}

/// The batch with its targets on a device.
[[nodiscard]] inline Batch on_device(Batch batch, const ::torch::Device& device) {
  if (batch.labels.defined()) batch.labels = batch.labels.to(device);
  for (ObjectTarget& objects : batch.objects)
    for (::torch::Tensor* part : {&objects.boxes, &objects.labels, &objects.crowd}) *part = part->to(device);
  return batch;
}

}  // namespace graft::detail
