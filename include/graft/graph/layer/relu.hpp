#pragma once

#include <string_view>

#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Rectified linear unit: any shape, unchanged.
///
/// `inplace` is torchvision's habit and is kept for the printed text; graft itself decides when overwriting is safe.
/// Source: torch.nn.ReLU.
struct ReLU {
  static constexpr std::string_view kind = "ReLU";

  bool inplace = true;

  [[nodiscard]] constexpr Inferred output(const Shape& input) const { return {input}; }

  friend constexpr bool operator==(const ReLU&, const ReLU&) = default;
};

}  // namespace graft
