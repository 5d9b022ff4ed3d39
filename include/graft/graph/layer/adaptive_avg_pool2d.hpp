#pragma once

#include <string_view>

#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Average over as many windows as the output has pixels: (C, H, W) -> (C, size.height, size.width).
///
/// Source: torch.nn.AdaptiveAvgPool2d.
struct AdaptiveAvgPool2d {
  static constexpr std::string_view kind = "AdaptiveAvgPool2d";

  Size2 size = 1;

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (input.rank() != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(input.rank()));
    if (size.height < 1 || size.width < 1)
      return Inferred::failed(Problem::sizes_not_positive, 1, size.height < 1 ? size.height : size.width);
    return {{input[0], size.height, size.width}};
  }

  friend constexpr bool operator==(const AdaptiveAvgPool2d&, const AdaptiveAvgPool2d&) = default;
};

}  // namespace graft
