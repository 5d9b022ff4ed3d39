#pragma once

#include <cstdint>

#include <graft/graph/op/resample_positions.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// Whether so many positions, of a file perhaps, are a square grid.
[[nodiscard]] inline bool is_square(std::int64_t positions) {
  constexpr std::int64_t most = 4096 * 4096;
  return positions > 0 && positions <= most && op::ResamplePositions::side_of(positions) > 0;
}

/// How the embeddings of a grid of positions become those of another grid; both are bicubic.
enum class GridRule : std::uint8_t {
  antialias,      ///< timm's resample_abs_pos_embed
  align_corners,  ///< torchvision's interpolate_embeddings
};

/// The embeddings of a square grid of positions, resampled to another grid; in float32 where they have fewer bits.
/// Shapes: (N, G * G, E) -> (N, rows * columns, E).
/// Source: torch.nn.functional.interpolate(mode="bicubic") with antialias=True or align_corners=True.
[[nodiscard]] inline ::torch::Tensor resample_grid(const ::torch::Tensor& embeddings, std::int64_t rows, std::int64_t columns,
                                                   GridRule rule) {
  const std::int64_t side = op::ResamplePositions::side_of(embeddings.size(1));
  const ::torch::Tensor maps = embeddings.to(embeddings.scalar_type() == ::torch::kDouble ? ::torch::kDouble : ::torch::kFloat)
                                   .reshape({embeddings.size(0), side, side, embeddings.size(2)})
                                   .permute({0, 3, 1, 2})
                                   .contiguous();
  ::torch::Tensor resampled;
  switch (rule) {
    case GridRule::antialias: resampled = at::_upsample_bicubic2d_aa(maps, {rows, columns}, false); break;
    case GridRule::align_corners: resampled = at::upsample_bicubic2d(maps, {rows, columns}, true); break;
  }
  return resampled.flatten(2).transpose(1, 2).to(embeddings.scalar_type());
}

}  // namespace graft::detail
