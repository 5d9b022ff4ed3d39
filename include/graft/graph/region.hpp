#pragma once

#include <graft/graph/graph_view.hpp>

namespace graft {

/// The calls of a module and of all modules inside it: a region with a single entry and a single exit where `whole`.
struct Region {
  int first = -1, last = -1;  ///< rows of its calls; both -1 for a module that is never called
  int entry = -1;             ///< the call whose value is the region's input
  bool whole = true;          ///< false: other calls are in between, or there are several inputs or outputs
};

/// The region of a module. Linear in the calls.
[[nodiscard]] constexpr Region region_of(GraphView net, int module) {
  const int end = net.end_of(module);
  const auto is_inside = [&](int row) { return row >= module && row < end; };
  const auto inside = [&](int call) {
    return call > 0 && (is_inside(net.call(call).owner) || is_inside(net.call(call).module));  // which it reads or applies
  };
  Region region;
  int calls_inside = 0;
  for (int row = 0; row < net.call_count(); ++row) {
    if (!inside(row)) continue;
    if (region.first < 0) region.first = row;
    region.last = row;
    ++calls_inside;
  }
  // What a layer registers inside it belongs to it.
  const bool is_part = module > 0 && has_children(net.module(net.module(module).parent).layer);
  region.whole = !is_part;
  if (region.first < 0) return region;
  region.whole = region.whole && calls_inside == region.last - region.first + 1;
  for (int row = region.first; row <= region.last; ++row) {
    for (const int source : net.inputs(row)) {
      if (source >= region.first) continue;
      region.whole = region.whole && (region.entry < 0 || region.entry == source);
      region.entry = source;
    }
  }
  region.whole = region.whole && region.entry >= 0;  // else nothing goes in that could take its place: a parameter
  // Later calls may use its last value only.
  const int* const sources = net.all_inputs().data();
  const int source_count = static_cast<int>(net.all_inputs().size());
  const int from = region.last + 1 < net.call_count() ? net.call(region.last + 1).first_input : source_count;
  for (int i = from; i < source_count; ++i)
    region.whole = region.whole && (sources[i] < region.first || sources[i] >= region.last);
  return region;
}

}  // namespace graft
