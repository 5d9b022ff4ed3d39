#pragma once

#include <graft/graph/layer/conv2d.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// The shape of a convolution's weights, with an axis for the groups where there are several.
[[nodiscard]] inline memory::dims weight_shape(const Conv2d& conv) {
  if (conv.groups == 1) return {conv.out, conv.in, conv.kernel.height, conv.kernel.width};
  return {conv.groups, conv.out / conv.groups, conv.in / conv.groups, conv.kernel.height, conv.kernel.width};
}

}  // namespace graft::detail::onednn

#endif
