#pragma once

#include <graft/graph/graph_view.hpp>

namespace graft {

/// The calls of a module and of all inside it: one run, into which one value goes and of which one value is used.
struct Region {
  int first = -1, last = -1;  ///< rows of its calls; both -1 for a module that is never called
  int entry = -1;             ///< the call whose value goes in
  bool whole = true;          ///< false: others run in between, or more than one value goes in or out
};

/// The region of a module. Linear in the calls.
[[nodiscard]] constexpr Region region_of(GraphView net, int module) {
  Region region;
  const auto inside = [&](const Call& call) {
    if (call.op == Op::input) return false;
    return net.is_within(call.op == Op::call_module ? call.module : call.owner, module);
  };
  for (int row = 0; row < net.call_count(); ++row) {
    if (!inside(net.call(row))) continue;
    if (region.first < 0) region.first = row;
    region.last = row;
  }
  if (region.first < 0) return region;
  for (int row = region.first; row <= region.last; ++row) {
    region.whole = region.whole && inside(net.call(row));
    for (const int source : net.inputs(row)) {
      if (source >= region.first) continue;
      region.whole = region.whole && (region.entry < 0 || region.entry == source);
      region.entry = source;
    }
  }
  for (int row = region.last + 1; row < net.call_count(); ++row)
    for (const int source : net.inputs(row)) region.whole = region.whole && (source < region.first || source >= region.last);
  return region;
}

}  // namespace graft
