#pragma once

#include <cstdint>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/task/evaluation.hpp>
#include <graft/task/loss.hpp>
#include <graft/task/task.hpp>

namespace graft {

/// Loss and scores of a network on images with targets, in evaluation mode and without gradients. The mode it had comes back.
///
/// Without `task` it is Classification, without `loss` plain cross-entropy.
/// Errors: DataError as the loader's, and when no image could be used; ShapeError when they do not fit the network.
[[nodiscard]] Evaluation evaluate(Network& network, const Dataset& images, std::int64_t batch_size, int workers,
                                  ::torch::Device device, const Loss& loss = {}, const Task* task = nullptr);

}  // namespace graft
