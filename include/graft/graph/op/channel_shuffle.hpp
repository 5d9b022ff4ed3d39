#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// Shuffles the channels of feature maps: with `groups` groups, the first channels of all groups come first.
/// Shapes: (C, H, W), unchanged; C is a multiple of `groups`.
/// Source: Zhang et al., "ShuffleNet", 2017; torch.nn.ChannelShuffle.
struct ChannelShuffle {
  static constexpr std::string_view kind = "channel_shuffle";
  static constexpr std::size_t least_inputs = 1, most_inputs = 1;
  static constexpr bool names_module = false;

  std::int64_t groups = 1;

  static constexpr void each_field(auto& operation, auto&& visit) { visit("groups", operation.groups); }

  [[nodiscard]] constexpr Inferred output(const auto& operands) const {
    const Shape& input = operands[0];
    if (input.rank() != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(input.rank()));
    if (groups < 1 || input[0] % groups != 0) return Inferred::failed(Problem::groups_do_not_divide, groups, input[0]);
    return {input};
  }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text("shuffle ", groups); }

  friend constexpr bool operator==(const ChannelShuffle&, const ChannelShuffle&) = default;
};

}  // namespace graft::op
