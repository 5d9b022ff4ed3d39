#pragma once

#include <string>
#include <utility>

#include <graft/data/loader/batch.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/task/network_outputs.hpp>

namespace graft {

/// All outputs of a network for a batch of what call `first - 1` gave, auxiliary ones in training mode only.
[[nodiscard]] inline NetworkOutputs outputs_of(Network& network, const Batch& batch, int first) {
  const GraphView net = network.graph();
  std::string main = "out";
  for (const Output& output : net.outputs())
    if (output.call == net.call_count() - 1) main = std::string(output.name.view());
  NetworkOutputs outputs;
  outputs.image_size = batch.image_size;
  outputs.named = network.outputs(batch.images, first, batch.image_size);
  outputs.main = outputs.find(main);
  return outputs;
}

/// The main output alone.
[[nodiscard]] inline NetworkOutputs main_output_of(Network& network, const Batch& batch, int first) {
  return {.main = network.run(batch.images, first, network.graph().call_count(), batch.image_size)};
}

/// The batch with its targets on a device.
[[nodiscard]] inline Batch on_device(Batch batch, const ::torch::Device& device) {
  if (batch.labels.defined()) batch.labels = batch.labels.to(device);
  for (ObjectTarget& objects : batch.objects)
    for (::torch::Tensor* part : {&objects.boxes, &objects.labels, &objects.crowd}) *part = part->to(device);
  return batch;
}

}  // namespace graft
