#pragma once

#include <string>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/layer/extra_repr.hpp>

namespace graft {

/// The text of Python's `print(model)`, character for character; for a module, its own.
///
/// Example: std::cout << to_string(AlexNet::graph) << '\n';
[[nodiscard]] inline std::string to_string(GraphView net, ModuleId module = {0}, const std::string& indentation = {}) {
  const Layer& layer = net.module(module).layer;
  const std::string deeper = indentation + "  ";
  std::string inside;
  for (ModuleId child{module + 1}; child < net.module_count(); ++child)
    if (net.module(child).parent == module && !net.is<Parameter>(child))
      inside += deeper + "(" + std::string(net.module(child).name.view()) + "): " + to_string(net, child, deeper) + "\n";
  const std::string head = class_name(layer) + "(" + extra_repr(layer);
  return inside.empty() ? head + ")" : head + "\n" + inside + indentation + ")";
}

}  // namespace graft
