#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <graft/graph/lowered_step.hpp>
#include <graft/graph/view.hpp>

namespace graft {

/// A network in evaluation mode as a list of steps over a few buffers, which values share.
///
/// A value is identified by its call. Several calls may have one storage: an alias (of a Dropout, a flatten) has that of its
/// input, the calls of one step have that of the step's last call, and the terms of a concatenation may have that of the whole.
struct Lowered {
  std::vector<LoweredStep> steps;
  /// The number of elements of each buffer for one example. Buffer 0 has the input, which is the value of call `first - 1`.
  std::vector<std::int64_t> buffers;
  std::vector<CallId> alias;   ///< for each call, another one with the same storage, or itself where it names the storage
  std::vector<View> views;     ///< for each call, where its value lies in its storage
  std::vector<int> last_step;  ///< for each storage, its last use, or -1; for the result the number of steps
  CallId result{0};            ///< the storage of the last call's value

  /// The call that names the storage of a call's value.
  [[nodiscard]] constexpr CallId storage(CallId call) const {
    while (alias[call.index()] != call) call = alias[call.index()];
    return call;
  }

  /// The step that writes the value of a storage; null for the input.
  [[nodiscard]] constexpr const LoweredStep* step_of(CallId storage) const {
    for (const LoweredStep& step : steps)
      if (step.value == storage) return &step;
    return nullptr;
  }

  /// Whether a call's value is all of its storage, under the same shape and in the same order.
  [[nodiscard]] constexpr bool is_whole(GraphView net, CallId call) const {
    const CallId named = storage(call);
    return net.call(call).shape == net.call(named).shape && views[call.index()] == views[named.index()];
  }
};

}  // namespace graft
