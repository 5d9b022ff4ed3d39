#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Batch normalization over each channel. `channels` is taken from the first input where it is 0.
///
/// Shapes: (C, H, W) -> (C, H, W).
/// Source: torch.nn.BatchNorm2d, with its names and defaults (affine, running statistics kept).
struct BatchNorm2d {
  static constexpr std::string_view kind = "BatchNorm2d";

  std::int64_t channels = 0;
  double eps = 1e-5;
  double momentum = 0.1;

  static constexpr void each_field(auto& layer, auto&& visit) {
    visit("channels", layer.channels), visit("eps", layer.eps), visit("momentum", layer.momentum);
  }

  constexpr void take_input(const Shape& input) {
    if (channels == 0) channels = input[0];
  }

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (input.rank_ != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(input.rank()));
    if (input.sizes_[0] != channels) return Inferred::failed(Problem::channels_differ, channels, input[0]);
    return {input};
  }

  [[nodiscard]] constexpr bool is_complete() const { return channels > 0; }

  constexpr void each_state(auto&& visit) const {
    using namespace std::string_view_literals;
    const Shape shape(channels);
    visit(StateEntry{"weight"sv, shape});
    visit(StateEntry{"bias"sv, shape});
    visit(StateEntry{"running_mean"sv, shape, StateEntry::Role::buffer});
    visit(StateEntry{"running_var"sv, shape, StateEntry::Role::buffer});
    visit(StateEntry{"num_batches_tracked"sv, {}, StateEntry::Role::counter});
  }
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&& text) const {
    text(channels, ", eps=", eps, ", momentum=", momentum, ", affine=True, track_running_stats=True");
  }
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const BatchNorm2d&, const BatchNorm2d&) = default;
};

}  // namespace graft
