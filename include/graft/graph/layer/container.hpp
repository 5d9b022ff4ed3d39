#pragma once

#include <string_view>

#include <graft/core/short_string.hpp>

namespace graft {

/// A module that owns other modules and runs them in order.
/// Source: torch.nn.Sequential.
struct Sequential {
  static constexpr std::string_view kind = "Sequential";
  friend constexpr bool operator==(const Sequential&, const Sequential&) = default;
};

/// A module that owns other modules and connects them in its own way, such as a residual block or the network itself.
struct Block {
  static constexpr std::string_view kind = "Block";

  ShortString<31> name{};  ///< the class name that Python prints, such as `Bottleneck`
  friend constexpr bool operator==(const Block&, const Block&) = default;
};

}  // namespace graft
