#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <graft/platform/gateway.hpp>
#include <graft/weights/state/detail/state_of_graph.hpp>
#include <graft/weights/state/state_names.hpp>

namespace graft {

StateDict state_names(GraphView net) {
  const std::vector<std::string> auxiliary = detail::auxiliary_classifiers(net);
  const auto is_auxiliary = [&](const std::string& name) {
    return std::any_of(auxiliary.begin(), auxiliary.end(),
                       [&](const std::string& path) { return name.starts_with(path.substr(0, path.find('.')) + "."); });
  };
  StateDict names;
  const ::torch::Tensor number = ::torch::zeros({});
  detail::each_tensor(net, [&](const std::string& name, const std::vector<std::int64_t>& sizes) {
    if (!is_auxiliary(name)) names.set(name, number.expand(sizes));
  });
  return names;
}

}  // namespace graft
