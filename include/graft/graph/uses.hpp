#pragma once

#include <cstddef>
#include <vector>

#include <graft/graph/graph_view.hpp>

namespace graft {

/// The uses of each call's value, one entry a call. Reading the size alone is none.
struct Uses {
  std::vector<CallId> last;       ///< the last call that has it as an input, or none
  std::vector<int> count;         ///< the number of uses as an input
  std::vector<CallId> last_size;  ///< the last call that reads its size alone, or none
};

/// The uses of values by the calls [first, last), auxiliary ones only where requested.
[[nodiscard]] constexpr Uses uses_of(GraphView net, int first, int last, bool with_auxiliary = false) {
  const auto calls = static_cast<std::size_t>(net.call_count());
  Uses uses{std::vector<CallId>(calls), std::vector<int>(calls, 0), std::vector<CallId>(calls)};
  const CallId* const sources = net.all_inputs().data();
  for (CallId row{first}; row < last; ++row) {
    const Call& call = net.call(row);
    if (call.auxiliary && !with_auxiliary) continue;
    for (int i = call.first_input; i < call.first_input + call.input_count; ++i) {
      const std::size_t source = sources[i].index();
      if (net.reads_size_alone(row, static_cast<std::size_t>(i - call.first_input))) {
        uses.last_size[source] = row;
        continue;
      }
      uses.last[source] = row;
      ++uses.count[source];
    }
  }
  return uses;
}

}  // namespace graft
