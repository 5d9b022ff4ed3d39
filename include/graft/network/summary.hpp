#pragma once

#include <graft/graph/summary.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// The summary of a network, with what trains at present: `std::cout << summary(net, {3, 224, 224}).text()`.
///
/// No forward pass is run: shapes are inferred from the graph, for images of the given shape (C, H, W), or its own.
/// Errors: ShapeError if such images do not fit the network.
[[nodiscard]] Summary summary(const Network& net, const Shape& image = {});

/// The summary of any module. Parameters are counted; shapes and costs are unknown, since a module does not tell its data flow.
[[nodiscard]] Summary summary(const ::torch::nn::Module& module);

}  // namespace graft
