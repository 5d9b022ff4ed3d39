#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Group normalization: over the pixels and the channels of each group of channels, for each example by itself. `channels` is
/// taken from the first input where it is 0.
///
/// Shapes: (C, H, W) -> (C, H, W).
/// Source: Wu and He, "Group Normalization", 2018; torch.nn.GroupNorm, with its names and defaults (affine).
struct GroupNorm {
  static constexpr std::string_view kind = "GroupNorm";

  std::int64_t channels = 0;
  std::int64_t groups = 1;
  double eps = 1e-5;

  static constexpr void each_field(auto& layer, auto&& visit) {
    visit("channels", layer.channels), visit("groups", layer.groups), visit("eps", layer.eps);
  }

  constexpr void take_input(const Shape& input) {
    if (channels == 0) channels = input[0];
  }

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (input.rank() != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(input.rank()));
    if (groups < 1 || channels % groups != 0) return Inferred::failed(Problem::groups_do_not_divide, groups, channels);
    if (input[0] != channels) return Inferred::failed(Problem::channels_differ, channels, input[0]);
    return {input};
  }

  [[nodiscard]] constexpr bool is_complete() const { return channels > 0 && groups > 0 && channels % groups == 0; }

  constexpr void each_state(auto&& visit) const {
    for (const std::string_view name : {"weight", "bias"}) visit(StateEntry{name, {channels}});
  }
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&& text) const { text(groups, ", ", channels, ", eps=", eps, ", affine=True"); }
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const GroupNorm&, const GroupNorm&) = default;
};

}  // namespace graft
