#pragma once

#include <string>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/remove.hpp>
#include <graft/graph/summary.hpp>
#include <graft/graph/tables_of.hpp>

/// What zoo/recorded/networks.py says of torchvision's networks, of graft's.
namespace network_texts {

using namespace graft;

/// An entry of a state_dict: its name within its module, and its sizes.
inline std::string entry_text(std::string_view name, const Shape& shape) {
  std::string text = " " + std::string(name) + ":";
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) text += (axis == 0 ? "" : "x") + std::to_string(shape[axis]);
  return shape.rank() == 0 ? text + "scalar" : text;
}

/// A line a module: its path, its class with its settings, and its own entries of the state_dict. Parameters of a container are
/// rows of the table, and in Python among the container's own.
inline std::string modules_text(GraphView net) {
  std::string text;
  for (ModuleId row{0}; row < net.module_count(); ++row) {
    if (net.is<Parameter>(row)) continue;
    const Layer& layer = net.module(row).layer;
    text +=
        (row == 0 ? "." : "\n" + std::string(net.path(row).view())) + " " + class_name(layer) + "(" + extra_repr(layer) + ")";
    for (ModuleId child{row + 1}; child < net.end_of(row); ++child)
      if (const auto* parameter = get_if<Parameter>(&net.module(child).layer); net.module(child).parent == row && parameter)
        text += entry_text(net.module(child).name.view(), parameter->tensor_shape());
    graft::detail::visit_layer(
        [&](const auto& any) { any.each_state([&](const StateEntry& own) { text += entry_text(own.name, own.shape); }); },
        layer);
  }
  return text;
}

/// torchsummary's lines and totals; without auxiliary classifiers, which are not there in evaluation mode.
inline std::string summary_text(GraphView net) {
  Tables tables = tables_of(net);
  for (const Output& output : net.outputs()) tables = remove(GraphView(tables), output.name.view());
  const Summary result = summary(GraphView(tables));
  std::string text;
  for (const SummaryRow& row : result.rows) {
    std::string shape;
    for (std::size_t axis = 0; axis < row.output.rank(); ++axis)
      shape += (axis == 0 ? "" : "x") + std::to_string(row.output[axis]);
    text += row.name + " " + shape + " " + std::to_string(row.parameters) + "\n";
  }
  return text + "total " + std::to_string(result.parameters) + " " + graft::detail::two_decimals(result.forward_backward_mib) +
         " " + graft::detail::two_decimals(result.parameters_mib) + " " + std::to_string(result.multiply_adds);
}

}  // namespace network_texts
