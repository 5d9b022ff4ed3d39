#pragma once

#include <graft/platform/gateway.hpp>

namespace graft {

/// Boxes as distances from the centre of an anchor to their four sides, left, top, right, bottom, in widths and heights of the
/// anchor. It has no state; all tensors are (..., 4).
/// Source: Tian et al., "FCOS", 2019; torchvision's BoxLinearCoder with normalize_by_size.
struct BoxLinearCoder {
  /// The distances of `boxes` from `anchors`.
  [[nodiscard]] static ::torch::Tensor encode(const ::torch::Tensor& anchors, const ::torch::Tensor& boxes);

  /// The boxes that lie at `distances` from `anchors`, in the type of the distances.
  [[nodiscard]] static ::torch::Tensor decode(const ::torch::Tensor& distances, const ::torch::Tensor& anchors);
};

}  // namespace graft
