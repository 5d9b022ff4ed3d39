#pragma once

#include <cstddef>
#include <vector>

#include <graft/core/short_string.hpp>
#include <graft/graph/layer/layer.hpp>
#include <graft/graph/op/operation.hpp>
#include <graft/graph/outputs.hpp>
#include <graft/graph/shape/check.hpp>
#include <graft/graph/shape/shape.hpp>

namespace graft {

/// A row of the table of modules: what owns parameters, in torchvision's order of registration. Row 0 is the network.
struct Module {
  Layer layer{};
  ShortString<31> name{};
  int parent = -1;
  int origin = -1;  ///< its row in the network as it was described, which an edit keeps; -1 for what an edit brought
};

/// A row of the table of calls: the data flow. A call's index is the name of the value that it gives.
struct Call {
  Operation op{};
  int module = -1;      ///< row of the module, where the operation names one
  int first_input = 0;  ///< its inputs are `input_count` entries from here in the table of inputs
  int input_count = 0;
  Shape shape{};           ///< of one example of the value it gives
  int owner = 0;           ///< row of the container whose description made the call
  bool auxiliary = false;  ///< runs for an auxiliary output alone, which exists while training and only when asked for
};

/// A network under construction or under surgery, at compile time and at run time alike.
///
/// Constant networks are kept as `Graph`, of exact size; both are read through `GraphView`.
struct Tables {
  std::vector<Module> modules;
  std::vector<Call> calls;
  std::vector<int> inputs;  ///< calls that feed each call, concatenated
  int classifier = -1;      ///< row of the module that a head replaces, or -1
  Outputs outputs{};        ///< values with a name, beside the last call's
  Check check{};            ///< the first problem found
};

}  // namespace graft
