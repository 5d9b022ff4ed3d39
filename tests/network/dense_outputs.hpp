#pragma once

#include <vector>

#include <graft/network/network.hpp>

namespace dense_networks {

/// The outputs of a network for segmentation or detection by torchvision's names, in evaluation mode, auxiliary ones too, which
/// torchvision computes as well. The first is the main output of one for segmentation; that of one for detection has the named
/// ones side by side, which torchvision's has not.
inline std::vector<graft::NamedTensor> outputs(graft::Network& net, const torch::Tensor& image) {
  const graft::GraphView graph = net.graph();
  std::vector<std::string> names;
  std::vector<graft::CallId> calls;
  if (graph.outputs().empty() || graph.call(graph.outputs().front().call).auxiliary)
    names.emplace_back("out"), calls.push_back({graph.call_count() - 1});
  for (const graft::Output& output : graph.outputs()) names.emplace_back(output.name.view()), calls.push_back(output.call);
  const auto values = net.values(image, calls);
  std::vector<graft::NamedTensor> named;
  for (std::size_t i = 0; i < calls.size(); ++i) named.emplace_back(names[i], values[i]);
  return named;
}

}  // namespace dense_networks
