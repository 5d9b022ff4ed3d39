#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <graft/platform/gateway.hpp>
#include <graft/task/detection/anchors.hpp>
#include <graft/task/detection/box_targets.hpp>
#include <graft/task/detection/dense_outputs.hpp>

namespace graft::detail {

/// ShapeError unless the outputs of a one-stage detector fit each other, the anchors, and `images`, the number of images.
void require_outputs(const DenseOutputs& outputs, const Anchors& anchors, std::size_t images, bool with_centerness);

/// The targets on the device of `outputs`, boxes in float32.
/// Errors: ShapeError for targets of another shape or type; DataError for a box without area or that is not finite, and a label
///         that is none of `classes` classes.
[[nodiscard]] std::vector<BoxTargets> checked_targets(std::span<const BoxTargets> targets, const ::torch::Device& device,
                                                      std::int64_t classes);

}  // namespace graft::detail
