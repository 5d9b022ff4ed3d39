#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Batch normalisation over each channel of an image: (C, H, W) -> (C, H, W).
///
/// Source: torch.nn.BatchNorm2d, with its names and defaults (affine, running statistics kept).
struct BatchNorm2d {
  static constexpr std::string_view kind = "BatchNorm2d";

  std::int64_t channels = 0;
  double eps = 1e-5;
  double momentum = 0.1;

  constexpr void take_input(const Shape& input) {
    if (channels == 0) channels = input[0];
  }

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (input.rank() != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(input.rank()));
    if (input[0] != channels) return Inferred::failed(Problem::channels_differ, channels, input[0]);
    return {input};
  }

  [[nodiscard]] constexpr std::int64_t parameters() const { return 2 * channels; }

  friend constexpr bool operator==(const BatchNorm2d&, const BatchNorm2d&) = default;
};

}  // namespace graft
