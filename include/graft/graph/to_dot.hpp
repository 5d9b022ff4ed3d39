#pragma once

#include <string>
#include <string_view>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/layer/extra_repr.hpp>

namespace graft {
namespace detail {

[[nodiscard]] inline std::string dot_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

[[nodiscard]] inline std::string dot_label(GraphView net, CallId id) {
  const Call& call = net.call(id);
  std::string label;
  visit_operation([&](const auto& operation) { operation.label(ReprText{label}); }, call.op);
  if (call.module.exists()) {
    const Layer& layer = net.module(call.module).layer;
    const std::string extra = extra_repr(layer);
    label = std::string(net.path(call.module).view()) + "\n" + class_name(layer) + (extra.empty() ? "" : "(" + extra + ")");
  }
  label += "\n";
  for (std::size_t axis = 0; axis < call.shape.rank(); ++axis)
    label += (axis == 0 ? "" : " x ") + std::to_string(call.shape[axis]);
  return label;
}

/// Writes the nodes of a container's calls, and a cluster for each container inside it.
inline void dot_nodes(std::string& out, GraphView net, ModuleId container, const std::string& indentation) {
  for (CallId row{0}; row < net.call_count(); ++row) {
    const Call& call = net.call(row);
    if ((call.module.exists() ? net.module(call.module).parent : call.owner) != container) continue;
    std::string label = dot_quoted(dot_label(net, row));
    for (std::size_t at = label.find('\n'); at != std::string::npos; at = label.find('\n', at)) label.replace(at, 1, "\\n");
    out += indentation + "c" + std::to_string(row) + " [label=" + label + (call.module.exists() ? "" : ", shape=ellipse") +
           (call.auxiliary ? ", style=dashed" : "") + "];\n";
  }
  for (ModuleId child{container + 1}; child < net.module_count(); ++child) {
    if (net.module(child).parent != container || !is_container(net.module(child).layer)) continue;
    out += indentation + "subgraph cluster_" + std::to_string(child) + " {\n";
    out += indentation +
           "  label=" + dot_quoted(std::string(net.path(child).view()) + ": " + class_name(net.module(child).layer)) + ";\n";
    dot_nodes(out, net, child, indentation + "  ");
    out += indentation + "}\n";
  }
}

}  // namespace detail

/// The data flow of a network in Graphviz's DOT language: a node for each call, with its path, layer and output shape, and a
/// cluster for each container. Draw it with `dot -Tsvg`.
///
/// Example: std::ofstream("alexnet.dot") << to_dot(AlexNet::graph);
[[nodiscard]] inline std::string to_dot(GraphView net) {
  std::string out = "digraph " + detail::dot_quoted(class_name(net.module({0}).layer)) +
                    " {\n  node [shape=box, fontname=\"sans-serif\"];\n  graph [fontname=\"sans-serif\", labeljust=l];\n";
  detail::dot_nodes(out, net, {0}, "  ");
  for (CallId row{0}; row < net.call_count(); ++row)
    for (const CallId source : net.inputs(row)) out += "  c" + std::to_string(source) + " -> c" + std::to_string(row) + ";\n";
  return out + "}\n";
}

}  // namespace graft
