#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// Merges each 2 x 2 pixels into one, with the features of all four one after the other: those above, below, to the right, and
/// below on the right. Odd sizes are padded by zeros.
/// Shapes: (H, W, C) -> ((H + 1) / 2, (W + 1) / 2, 4 C).
/// Source: Liu et al., "Swin Transformer", 2021, patch merging; torchvision's _patch_merging_pad.
struct MergePatches {
  static constexpr std::string_view kind = "merge_patches";
  static constexpr std::size_t least_inputs = 1, most_inputs = 1;
  static constexpr bool names_module = false;

  static constexpr void each_field(auto&, auto&&) {}

  [[nodiscard]] constexpr Inferred output(const auto& operands) const {
    const Shape& input = operands[0];
    if (input.rank() != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(input.rank()));
    return {{(input[0] + 1) / 2, (input[1] + 1) / 2, 4 * input[2]}};
  }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text("merge patches"); }

  friend constexpr bool operator==(const MergePatches&, const MergePatches&) = default;
};

}  // namespace graft::op
