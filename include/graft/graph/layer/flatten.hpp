#pragma once

#include <string_view>

#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// All axes of an example into one, as a module: (C, H, W) -> (C*H*W).
///
/// `net.flatten()` does the same without a module, as torchvision's networks do.
/// Source: torch.nn.Flatten, with its defaults.
struct Flatten {
  static constexpr std::string_view kind = "Flatten";

  [[nodiscard]] constexpr Inferred output(const Shape& input) const { return {Shape{input.elements()}}; }

  friend constexpr bool operator==(const Flatten&, const Flatten&) = default;
};

}  // namespace graft
