#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <graft/core/short_string.hpp>
#include <graft/graph/layer/layer.hpp>
#include <graft/graph/op/operation.hpp>
#include <graft/graph/outputs.hpp>
#include <graft/graph/shape/check.hpp>
#include <graft/graph/shape/row_id.hpp>
#include <graft/graph/shape/shape.hpp>

namespace graft {

/// No stage: of modules that are not part of a backbone's stages, such as its classifier.
inline constexpr int no_stage = -1;

/// The class name of the module in which a dense head has the layers of a backbone: torchvision's.
inline constexpr std::string_view trunk_class = "IntermediateLayerGetter";

/// The name of the container in which many backbones have all layers but the classifier. A dense head has these layers alone.
inline constexpr std::string_view features_name = "features";

/// A row of the table of modules, which are in torchvision's order of registration. Row 0 is the network.
struct Module {
  Layer layer{};
  ShortString<31> name{};
  ModuleId parent{};
  ModuleId origin{};     ///< what it is in the network as described, which edits keep; none where an edit added it
  int stage = no_stage;  ///< the stage of the backbone that it belongs to: 0 is the stem
};

/// A row of the table of calls, which is the data flow. Its index identifies its value.
struct Call {
  Operation op{};
  ModuleId module{};    ///< the module, where the operation names one
  int first_input = 0;  ///< its inputs are `input_count` entries from here in the table of inputs
  int input_count = 0;
  Shape shape{};           ///< of its value for one example
  ModuleId owner{0};       ///< the container in whose description the call is
  bool auxiliary = false;  ///< is for an auxiliary output alone: runs in training mode when requested
};

/// The numbers of rows in the tables of a network.
struct GraphSizes {
  std::size_t modules, calls, inputs;
  friend constexpr bool operator==(const GraphSizes&, const GraphSizes&) = default;
};

/// The tables of a network while it is described or edited, at compile time or at run time.
///
/// A constant network is a `Graph`, of fixed size; both are read through `GraphView`.
struct Tables {
  std::vector<Module> modules;
  std::vector<Call> calls;
  std::vector<CallId> inputs;  ///< calls that feed each call, concatenated
  ModuleId classifier{};       ///< the module that a head replaces, or none
  Outputs outputs{};           ///< the named outputs, in addition to the last call's
  Check check{};               ///< the first problem found
};

}  // namespace graft
