#pragma once

#include <span>

#include <graft/engine/eager/leaf.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// The value of one call: what LibTorch's operations make of its inputs, each (N, ...) or, of a parameter, (1, ...).
/// `may_overwrite` says that nobody else needs the first input.
[[nodiscard]] ::torch::Tensor execute(GraphView net, int call, const Leaves& leaves, std::span<const ::torch::Tensor> inputs,
                                      bool may_overwrite = false);

/// Whether the value of a call may be overwritten: it is no view of an input, and its own backward pass does not need it.
[[nodiscard]] bool gives_free(GraphView net, int call, const Leaves& leaves);

}  // namespace graft::detail
