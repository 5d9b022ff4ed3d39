#pragma once

#include <array>

#include <graft/platform/gateway.hpp>

namespace graft {

/// Boxes as offsets from an anchor or proposal: of the centre in its widths and heights, of width and height as logarithms.
/// Source: Girshick et al., "Rich feature hierarchies", 2014; torchvision's BoxCoder.
struct BoxCoder {
  std::array<double, 4> weights{1, 1, 1, 1};  ///< of the offsets in x, y, width and height

  /// The offsets (N, 4) of `boxes` (N, 4) from `anchors` (N, 4).
  [[nodiscard]] ::torch::Tensor encode(const ::torch::Tensor& boxes, const ::torch::Tensor& anchors) const;

  /// The boxes (N, 4 K) that `offsets` (N, 4 K) from `anchors` (N, 4) mean, in the type of the offsets; K is more than 1 where
  /// each class has offsets of its own. A box is at most 1000 / 16 times as wide and high as its anchor.
  [[nodiscard]] ::torch::Tensor decode(const ::torch::Tensor& offsets, const ::torch::Tensor& anchors) const;
};

}  // namespace graft
