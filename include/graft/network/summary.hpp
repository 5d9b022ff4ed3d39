#pragma once

#include <graft/graph/summary.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// What a network consists of and what of it trains now: `std::cout << summary(net, {3, 224, 224}).text()`.
///
/// No forward pass is run: shapes come from the graph, for images of the given shape (C, H, W), or of the graph's own.
/// Errors: ShapeError if such images do not fit the network.
[[nodiscard]] Summary summary(const Network& net, const Shape& image = {});

/// The same of any module. Shapes and costs stay unknown, since LibTorch does not say what flows where; parameters are counted.
[[nodiscard]] Summary summary(const ::torch::nn::Module& module);

}  // namespace graft
