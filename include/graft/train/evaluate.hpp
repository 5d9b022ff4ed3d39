#pragma once

#include <cstdint>

#include <graft/core/error.hpp>
#include <graft/data/dataset.hpp>
#include <graft/runtime/gateway.hpp>
#include <graft/runtime/network.hpp>
#include <graft/train/evaluation.hpp>

namespace graft {

/// Runs a network over labelled pictures in evaluation mode and without gradients. The mode it had comes back.
///
/// Errors: DataError as the loader's, and when no picture could be used; ShapeError when they do not fit the network.
[[nodiscard]] Evaluation evaluate(Network& network, const Dataset& pictures, std::int64_t batch_size, int workers, ::torch::Device device);

}  // namespace graft
