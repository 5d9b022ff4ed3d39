#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/uses.hpp>

namespace graft {
namespace detail {

/// Whether what a row owns, and what is inside it, stays as it is.
[[nodiscard]] constexpr bool stays(GraphView net, std::span<const bool> frozen, int module) {
  const bool* const entries = frozen.data();
  for (int row = module, end = net.end_of(module); row < end; ++row)
    if (!entries[row] && parameters(net.module(row).layer) > 0) return false;
  return entries[module] || !has_state(net.module(module).layer);
}

}  // namespace detail

/// The number of calls from the start that neither learn nor change between two passes over the same image.
///
/// `frozen[row]` says of each module whether its parameters stay as they are. The prefix ends where exactly one value
/// goes on to the rest, so that this value can be computed without gradients, and kept. It ends before a layer that draws anew
/// in each pass while training, and before a module that the table cannot look into. A result of 1 is the input alone: nothing
/// to gain.
[[nodiscard]] constexpr int frozen_prefix(GraphView net, std::span<const bool> frozen) {
  const int calls = net.call_count();
  const Uses uses = uses_of(net, 0, calls);
  const int* const last_use = uses.last.data();
  int cut = calls > 0 ? 1 : 0;
  int furthest = calls > 0 ? last_use[0] : -1;  // last use of any value before the newest one
  for (int row = 1; row < calls; ++row) {
    const Call& call = net.call(row);
    if (call.auxiliary) continue;
    if (net.is_random(row) || (call.module >= 0 && !detail::stays(net, frozen, call.module))) break;
    if (furthest <= row) cut = row + 1;
    if (last_use[row] > furthest) furthest = last_use[row];
  }
  return cut;
}

}  // namespace graft
