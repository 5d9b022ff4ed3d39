#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Layer normalization over the channels of each pixel. `channels` is taken from the first input where it is 0.
///
/// Shapes: (C, H, W) -> (C, H, W).
/// Source: torchvision's ConvNeXt, class LayerNorm2d.
struct LayerNorm2d {
  static constexpr std::string_view kind = "LayerNorm2d";

  std::int64_t channels = 0;
  double eps = 1e-5;

  static constexpr void each_field(auto& layer, auto&& visit) { visit("channels", layer.channels), visit("eps", layer.eps); }

  constexpr void take_input(const Shape& input) {
    if (channels == 0) channels = input[0];
  }

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (input.rank() != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(input.rank()));
    if (input[0] != channels) return Inferred::failed(Problem::channels_differ, channels, input[0]);
    return {input};
  }

  [[nodiscard]] constexpr bool is_complete() const { return channels > 0; }

  constexpr void each_state(auto&& visit) const {
    using namespace std::string_view_literals;
    visit(StateEntry{"weight"sv, Shape(channels)});
    visit(StateEntry{"bias"sv, Shape(channels)});
  }
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&& text) const { text(Shape{channels}, ", eps=", eps, ", elementwise_affine=True"); }
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const LayerNorm2d&, const LayerNorm2d&) = default;
};

}  // namespace graft
