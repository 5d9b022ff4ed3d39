#pragma once

#include <cstdint>
#include <string_view>

#include <graft/core/short_string.hpp>
#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// A module that owns other modules and runs them in order.
/// Source: torch.nn.Sequential.
struct Sequential {
  static constexpr std::string_view kind = "Sequential";

  ShortString<31> name{};  ///< the class name that Python prints, where it is a class derived from Sequential; else empty

  static constexpr void each_field(auto& layer, auto&& visit) { visit("class", layer.name); }

  constexpr void take_input(const Shape&) {}

  [[nodiscard]] constexpr Inferred output(const Shape& input) const { return {input}; }

  [[nodiscard]] constexpr bool is_complete() const { return true; }

  constexpr void each_state(auto&&) const {}
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&&) const {}
  [[nodiscard]] constexpr std::string_view class_name() const { return name.empty() ? kind : name.view(); }

  friend constexpr bool operator==(const Sequential&, const Sequential&) = default;
};

}  // namespace graft
