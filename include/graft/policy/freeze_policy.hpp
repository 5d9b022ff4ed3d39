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

/// A freeze policy: the choice of the modules whose parameters do not change while the others train.
///
/// 1. `using policy_category = freeze_tag;`
/// 2. `static constexpr void mark(GraphView net, std::span<bool> frozen)`: sets `frozen[id]` for each module to freeze.
///    All are false before. It is called at compile time for a graph, and at run time for the modules inside foreign ones.
/// 3. Optional: `using layers = Layers<Tags...>`, the tags that it names; one that the network lacks is a compile error.
template <class F>
concept FreezePolicy = detail::in_category<F, freeze_tag> && requires(GraphView net, std::span<bool> frozen) {
  F::mark(net, frozen);
};

/// The mask of the frozen modules of a constant graph, one entry a row.
template <FreezePolicy F, std::size_t Rows>
[[nodiscard]] constexpr std::array<bool, Rows> freeze_mask(GraphView net) {
  std::array<bool, Rows> frozen{};
  F::mark(net, frozen);
  return frozen;
}

/// The number of parameters that train under a mask.
[[nodiscard]] constexpr std::int64_t trainable_parameter_count(GraphView net, std::span<const bool> frozen) {
  std::int64_t sum = 0;
  const bool* const entries = frozen.data();
  for (ModuleId row{0}; row < net.module_count(); ++row)
    if (!entries[row]) sum += parameters(net.module(row).layer);
  return sum;
}

namespace detail {

/// Sets the entries of a module and of all modules inside it.
constexpr void mark_within(GraphView net, ModuleId ancestor, bool value, std::span<bool> frozen) {
  if (!ancestor.exists()) return;
  bool* const entries = frozen.data();
  for (ModuleId row{ancestor}, end{net.end_of(ancestor)}; row < end; ++row) entries[row] = value;
}

/// Sets the entries of what a tag names.
template <class Tag>
constexpr void mark_tagged(GraphView net, bool value, std::span<bool> frozen) {
  if constexpr (requires { Tag::contains(net, ModuleId{}); }) {
    bool* const entries = frozen.data();
    for (ModuleId row{0}; row < net.module_count(); ++row)
      if (Tag::contains(net, row)) entries[row] = value;
  } else {
    mark_within(net, Tag::find(net), value, frozen);
  }
}

constexpr void mark_all(bool value, std::span<bool> frozen) {
  bool* const entries = frozen.data();
  for (std::size_t row = 0, end = frozen.size(); row < end; ++row) entries[row] = value;
}

}  // namespace detail
}  // namespace graft
