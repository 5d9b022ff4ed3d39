#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <graft/graph/graph_view.hpp>

namespace graft {

/// The number of calls from the start that neither learn nor change between two passes over the same image.
///
/// `frozen[row]` says of each module whether its parameters stay as they are. The prefix ends where exactly one value
/// goes on to the rest, so that this value can be computed without gradients, and kept. It ends before a Dropout, which
/// draws anew in each pass while training, and before a module that the table cannot look into.
/// A result of 1 is the input alone: nothing to gain.
[[nodiscard]] constexpr int frozen_prefix(GraphView net, std::span<const bool> frozen) {
  const int calls = net.call_count();
  std::vector<int> last_use(static_cast<std::size_t>(calls), -1);
  const int* const sources = net.all_inputs().data();
  for (int row = 0; row < calls; ++row) {
    const Call& call = net.call(row);
    for (int i = call.first_input; i < call.first_input + call.input_count; ++i)
      last_use[static_cast<std::size_t>(sources[i])] = row;
  }

  int cut = calls > 0 ? 1 : 0;
  int furthest = calls > 0 ? last_use[0] : -1;  // last use of any value before the newest one
  for (int row = 1; row < calls; ++row) {
    const Call& call = net.call(row);
    if (call.op == Op::call_module) {
      const int module = call.module;
      const bool stays = frozen[static_cast<std::size_t>(module)] || parameters(net.module(module).layer) == 0;
      if (!stays || net.is<Dropout>(module) || net.is<Foreign>(module)) break;
    }
    if (furthest <= row) cut = row + 1;
    if (last_use[static_cast<std::size_t>(row)] > furthest) furthest = last_use[static_cast<std::size_t>(row)];
  }
  return cut;
}

}  // namespace graft
