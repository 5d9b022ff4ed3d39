#pragma once

#include <cstdint>
#include <string_view>

#include <graft/core/short_string.hpp>
#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>
#include <graft/graph/shape/permuted.hpp>

namespace graft {

/// Permutes the axes of an example, as a module: `axes[i]` becomes axis i. `net.permute()` is the same without a module.
///
/// Source: torchvision.ops.Permute, whose axes count that of the batch, and the SwapAxes of torchvision's MaxViT.
struct Permute {
  static constexpr std::string_view kind = "Permute";

  Shape axes{};
  ShortString<31> name{};  ///< the class name that Python prints, where it is not `Permute`; else empty

  static constexpr void each_field(auto& layer, auto&& visit) { visit("axes", layer.axes), visit("class", layer.name); }

  constexpr void take_input(const Shape&) {}

  [[nodiscard]] constexpr Inferred output(const Shape& input) const { return detail::permuted(input, axes); }

  [[nodiscard]] constexpr bool is_complete() const { return axes.rank() > 0; }

  constexpr void each_state(auto&&) const {}
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&&) const {}
  [[nodiscard]] constexpr std::string_view class_name() const { return name.empty() ? kind : name.view(); }

  friend constexpr bool operator==(const Permute&, const Permute&) = default;
};

}  // namespace graft
