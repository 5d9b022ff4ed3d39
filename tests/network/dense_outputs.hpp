#pragma once

#include <vector>

#include <graft/network/network.hpp>

namespace dense_networks {

/// All outputs of a network for segmentation or detection, in evaluation mode, auxiliary ones too: torchvision computes those
/// as well.
inline std::vector<graft::NamedTensor> outputs(graft::Network& net, const torch::Tensor& image) {
  std::vector<graft::CallId> calls;
  for (const graft::Output& output : net.graph().outputs()) calls.push_back(output.call);
  std::vector<graft::NamedTensor> named = net.outputs(image);
  // Of detection, the main output has the named ones side by side, which torchvision's has not.
  const bool is_named = !calls.empty() && !net.graph().call(calls.front()).auxiliary;
  if (is_named) named.erase(named.begin());
  const auto values = net.values(image, calls);
  for (std::size_t i = 0; i < calls.size(); ++i)
    if (net.graph().call(calls[i]).auxiliary) named.emplace_back(net.graph().outputs()[i].name.view(), values[i]);
  return named;
}

}  // namespace dense_networks
