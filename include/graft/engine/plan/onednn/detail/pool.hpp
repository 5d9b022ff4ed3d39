#pragma once

#include <cstdint>

#include <graft/graph/shape/shape.hpp>
#include <graft/graph/shape/size2.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// The padding at the bottom and on the right that oneDNN needs for a pool; negative where the windows end before the edge.
/// Units: pixels.
[[nodiscard]] inline memory::dims padding_behind(const Shape& in, const Shape& out, const Size2& stride, const Size2& kernel,
                                                 const Size2& padding) {
  const auto behind = [](std::int64_t outputs, std::int64_t window, std::int64_t step, std::int64_t inputs,
                         std::int64_t before) { return (outputs - 1) * step + window - inputs - before; };
  return {behind(out[1], kernel.height, stride.height, in[1], padding.height),
          behind(out[2], kernel.width, stride.width, in[2], padding.width)};
}

}  // namespace graft::detail::onednn

#endif
