#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// A module that is opaque to the table, such as a user's own `torch::nn::Module`.
///
/// Only its output shape is known. Its parameters and whether it is random are known at run time, so it counts as random.
struct Foreign {
  static constexpr std::string_view kind = "Foreign";

  Shape gives{};  ///< shape of the output for one example

  static constexpr void each_field(auto& layer, auto&& visit) { visit("gives", layer.gives); }

  constexpr void take_input(const Shape&) {}

  [[nodiscard]] constexpr Inferred output(const Shape&) const { return {gives}; }

  [[nodiscard]] constexpr bool is_complete() const { return true; }

  constexpr void each_state(auto&&) const {}
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return true; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&&) const {}
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const Foreign&, const Foreign&) = default;
};

}  // namespace graft
