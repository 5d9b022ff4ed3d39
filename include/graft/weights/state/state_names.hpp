#pragma once

#include <graft/graph/graph_view.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft {

/// The names of a network's tensors that every file of it has, each with a tensor of its shape that takes no memory. Those of
/// auxiliary classifiers, which torchvision leaves out of what it loads, and the counts of batches are not among them.
///
/// Example: `fit_names(read_pth("checkpoint.pth"), state_names(ResNet50::graph))`
[[nodiscard]] StateDict state_names(GraphView net);

}  // namespace graft
