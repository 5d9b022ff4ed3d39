#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <graft/engine/eager/resample_grid.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// The position embedding of a vision transformer for images of another size: that of a file, resampled to the grid of a
/// network's, with what belongs to no patch kept. Nothing where a tensor is no such embedding, or the two do not go together.
///
/// Under torchvision's name it is resampled as torchvision does, under timm's as timm does.
/// Source: torchvision/models/vision_transformer.py, interpolate_embeddings; timm/layers/pos_embed.py, resample_abs_pos_embed.
[[nodiscard]] inline std::optional<::torch::Tensor> resampled_positions(std::string_view name, const ::torch::Tensor& file,
                                                                        ::torch::IntArrayRef wanted) {
  const auto is_called = [&](std::string_view entry) { return name == entry || name.ends_with("." + std::string(entry)); };
  const bool is_torchvision = is_called("pos_embedding");
  if (!is_torchvision && !is_called("pos_embed")) return std::nullopt;
  if (file.dim() != 3 || wanted.size() != 3 || file.size(0) != 1 || wanted[0] != 1 || file.size(2) != wanted[2] ||
      !file.is_floating_point())
    return std::nullopt;
  for (const std::int64_t prefix : {1, 0}) {
    const std::int64_t patches = file.size(1) - prefix, wanted_patches = wanted[1] - prefix;
    if (!is_square(patches) || !is_square(wanted_patches)) continue;
    const std::int64_t side = op::ResamplePositions::side_of(wanted_patches);
    const ::torch::Tensor grid = resample_grid(file.narrow(1, prefix, patches), side, side,
                                               is_torchvision ? GridRule::align_corners : GridRule::antialias);
    return ::torch::cat({file.narrow(1, 0, prefix), grid}, 1);
  }
  return std::nullopt;
}

}  // namespace graft::detail
