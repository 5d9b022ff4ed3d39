#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// Feature maps resampled to the height and width of other ones, or of the images, which are known when it runs: by bilinear
/// interpolation, or by the nearest pixel. Of the second value only the size counts.
/// Shapes: (C, H, W), (C', H', W') -> (C, H', W').
/// Source: torch.nn.functional.interpolate(size=like.shape[-2:], mode="bilinear", align_corners=False) or mode="nearest".
struct Interpolate {
  static constexpr std::string_view kind = "interpolate";
  static constexpr std::size_t least_inputs = 2, most_inputs = 2;
  static constexpr bool names_module = false;
  static constexpr std::size_t first_size_alone = 1;

  bool nearest = false;

  static constexpr void each_field(auto& operation, auto&& visit) { visit("nearest", operation.nearest); }

  [[nodiscard]] constexpr Inferred output(const auto& operands) const {
    const Shape &maps = operands[0], &like = operands[1];
    for (const Shape& shape : {maps, like})
      if (shape.rank() != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(shape.rank()));
    return {{maps[0], like[1], like[2]}};
  }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text(nearest ? "nearest" : "bilinear"); }

  friend constexpr bool operator==(const Interpolate&, const Interpolate&) = default;
};

}  // namespace graft::op
