#pragma once

#include <string_view>

#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Sets each value to zero with probability `p` while training: any shape, unchanged.
///
/// Source: torch.nn.Dropout.
struct Dropout {
  static constexpr std::string_view kind = "Dropout";

  double p = 0.5;

  [[nodiscard]] constexpr Inferred output(const Shape& input) const { return {input}; }

  friend constexpr bool operator==(const Dropout&, const Dropout&) = default;
};

}  // namespace graft
