#pragma once

#include <string>

#include <graft/graph/region.hpp>
#include <graft/network/feature_maps.hpp>

namespace graft {

std::vector<::torch::Tensor> feature_maps(Network& net, const ::torch::Tensor& images, const std::vector<std::string>& paths) {
  const GraphView graph = net.graph();
  std::vector<CallId> calls;
  for (const std::string& path : paths) {
    const ModuleId module = graph.find(path);
    if (module <= 0) (void)net.module(path);  // throws, with the closest path
    const CallId last = region_of(graph, module).last;
    if (!last.exists())
      throw UsageError("module \"" + path + "\" of this network is never called, so it gives no feature maps");
    calls.push_back(last);
  }
  const ::torch::NoGradGuard no_grad;
  return net.values(images, calls);
}

}  // namespace graft
