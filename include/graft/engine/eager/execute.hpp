#pragma once

#include <span>

#include <graft/engine/eager/leaf.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// The value of one call, computed by LibTorch's operations. `may_overwrite`: the first input has no other use.
/// Shapes: inputs (N, ...), or (1, ...) for a parameter, which is broadcast over the batch.
[[nodiscard]] ::torch::Tensor execute(GraphView net, CallId call, const Leaves& leaves, std::span<const ::torch::Tensor> inputs,
                                      bool may_overwrite = false);

/// Whether the value of a call may be overwritten: it is no view of an input, and its own backward pass
/// does not need it.
[[nodiscard]] bool is_overwritable(GraphView net, CallId call, const Leaves& leaves);

}  // namespace graft::detail
