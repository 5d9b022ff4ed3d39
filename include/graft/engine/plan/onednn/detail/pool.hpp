#pragma once

#include <cstdint>

#include <graft/graph/shape/shape.hpp>
#include <graft/graph/shape/size2.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// How far the last windows of a pool go beyond a map below and to the right; less than nothing where they end before its edge.
[[nodiscard]] inline memory::dims padding_behind(const Shape& in, const Shape& out, const Size2& stride, const Size2& kernel,
                                                 const Size2& padding) {
  const auto left = [](std::int64_t wanted, std::int64_t window, std::int64_t by, std::int64_t had, std::int64_t before) {
    return (wanted - 1) * by + window - had - before;
  };
  return {left(out[1], kernel.height, stride.height, in[1], padding.height),
          left(out[2], kernel.width, stride.width, in[2], padding.width)};
}

}  // namespace graft::detail::onednn

#endif
