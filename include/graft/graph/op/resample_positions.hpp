#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// The position embedding of a vision transformer, resampled by bicubic interpolation to the grid of patches that images have;
/// the embedding itself where that is its own grid, which is square. Its first `prefix` positions, such as that of the class
/// token, stay as they are. Of the images only the size counts.
/// Shapes: (prefix + G * G, E), (C, H, W) -> (prefix + H / patch * W / patch, E); H and W are multiples of `patch`.
/// Source: timm/layers/pos_embed.py, resample_abs_pos_embed (antialias=True).
struct ResamplePositions {
  static constexpr std::string_view kind = "resample_positions";
  static constexpr std::size_t least_inputs = 2, most_inputs = 2;
  static constexpr bool names_module = false;
  static constexpr std::size_t first_size_alone = 1;

  std::int64_t patch = 1;   ///< height and width of a patch, pixels
  std::int64_t prefix = 0;  ///< positions that belong to no patch

  static constexpr void each_field(auto& operation, auto&& visit) {
    visit("patch", operation.patch), visit("prefix", operation.prefix);
  }

  /// The side of a square grid of so many patches; 0 where there is none.
  [[nodiscard]] static constexpr std::int64_t side_of(std::int64_t patches) {
    std::int64_t side = 1;
    while (side * side < patches) ++side;
    return side * side == patches ? side : 0;
  }

  [[nodiscard]] constexpr Inferred output(const auto& operands) const {
    const Shape &positions = operands[0], &images = operands[1];
    if (patch < 1) return Inferred::failed(Problem::sizes_not_positive, 1, patch);
    if (prefix < 0) return Inferred::failed(Problem::sizes_not_positive, 0, prefix);
    if (positions.rank() != 2) return Inferred::failed(Problem::wrong_rank, 2, static_cast<std::int64_t>(positions.rank()));
    if (images.rank() != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(images.rank()));
    if (positions[0] <= prefix) return Inferred::failed(Problem::sizes_not_positive, prefix + 1, positions[0]);
    if (const std::int64_t patches = positions[0] - prefix; side_of(patches) == 0)
      return Inferred::failed(Problem::not_a_square, patches, patches);
    for (const std::size_t axis : {1U, 2U})
      if (images[axis] < patch || images[axis] % patch != 0)
        return Inferred::failed(Problem::not_a_multiple, patch, images[axis]);
    return {{prefix + (images[1] / patch) * (images[2] / patch), positions[1]}};
  }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text("resample positions"); }

  friend constexpr bool operator==(const ResamplePositions&, const ResamplePositions&) = default;
};

}  // namespace graft::op
