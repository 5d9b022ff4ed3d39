#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include <graft/graph/graph_view.hpp>
#include <graft/policy/category.hpp>
#include <graft/policy/layers.hpp>

namespace graft {

/// Decides which modules keep their parameters while the others train.
///
/// 1. `using policy_category = freeze_tag;`
/// 2. `static constexpr void mark(GraphView net, std::span<bool> frozen)`: sets `frozen[row]` of each module that stays as it
///    is. All are false at first. It runs at compile time on a graph, and at run time on what is inside a module that the graph
///    cannot see.
/// 3. Optional: `using layers = Layers<Tags...>`, the tags it names; a tag that the network lacks is a compile error.
template <class F>
concept FreezePolicy = detail::in_category<F, freeze_tag> && requires(GraphView net, std::span<bool> frozen) {
  F::mark(net, frozen);
};

/// Which modules of a constant graph are frozen, one entry a row.
template <FreezePolicy F, std::size_t Rows>
[[nodiscard]] constexpr std::array<bool, Rows> freeze_mask(GraphView net) {
  std::array<bool, Rows> frozen{};
  F::mark(net, frozen);
  return frozen;
}

/// Parameters that still train under a mask.
[[nodiscard]] constexpr std::int64_t trainable_parameter_count(GraphView net, std::span<const bool> frozen) {
  std::int64_t sum = 0;
  const bool* const entries = frozen.data();
  for (int row = 0, end = net.module_count(); row < end; ++row)
    if (!entries[row]) sum += parameters(net.module(row).layer);
  return sum;
}

namespace detail {

/// Sets a row and all inside it.
constexpr void mark_within(GraphView net, int ancestor, bool value, std::span<bool> frozen) {
  if (ancestor < 0) return;
  bool* const entries = frozen.data();
  for (int row = ancestor, end = net.end_of(ancestor); row < end; ++row) entries[row] = value;
}

constexpr void mark_all(bool value, std::span<bool> frozen) {
  bool* const entries = frozen.data();
  for (std::size_t row = 0, end = frozen.size(); row < end; ++row) entries[row] = value;
}

}  // namespace detail
}  // namespace graft
