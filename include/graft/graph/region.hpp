#pragma once

#include <graft/graph/graph_view.hpp>

namespace graft {

/// The calls of a module and of all modules inside it: a region with a single entry and a single exit where `whole`.
struct Region {
  CallId first{}, last{};  ///< its calls; none for a module that is never called
  CallId entry{};          ///< the call whose value is the region's input
  bool whole = true;       ///< false: other calls are in between, or there are several inputs or outputs
};

/// The region of a module. Linear in the calls.
[[nodiscard]] constexpr Region region_of(GraphView net, ModuleId module) {
  const int end = net.end_of(module);
  const auto is_inside = [&](ModuleId id) { return id.row >= module.row && id.row < end; };
  const auto inside = [&](CallId call) {
    return call > 0 && (is_inside(net.call(call).owner) || is_inside(net.call(call).module));  // which it reads or applies
  };
  Region region;
  int calls_inside = 0;
  for (CallId row{0}; row < net.call_count(); ++row) {
    if (!inside(row)) continue;
    if (!region.first.exists()) region.first = row;
    region.last = row;
    ++calls_inside;
  }
  // What a layer registers inside it belongs to it.
  const bool is_part = module > 0 && net.is_inside_layer(module);
  region.whole = !is_part;
  if (!region.first.exists()) return region;
  region.whole = region.whole && calls_inside == region.last - region.first + 1;
  for (CallId row = region.first; row <= region.last; ++row) {
    for (const CallId source : net.inputs(row)) {
      if (source >= region.first) continue;
      region.whole = region.whole && (!region.entry.exists() || region.entry == source);
      region.entry = source;
    }
  }
  region.whole = region.whole && region.entry.exists();  // else nothing goes in that could take its place: a parameter
  // Later calls may use its last value only.
  const CallId* const sources = net.all_inputs().data();
  const int source_count = static_cast<int>(net.all_inputs().size());
  const int from = region.last + 1 < net.call_count() ? net.call({region.last + 1}).first_input : source_count;
  for (int i = from; i < source_count; ++i)
    region.whole = region.whole && (sources[i] < region.first || sources[i] >= region.last);
  return region;
}

}  // namespace graft
