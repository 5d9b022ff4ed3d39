#pragma once

#include <map>
#include <set>
#include <string>

#include <graft/graph/lower.hpp>

namespace lower_tests {

using namespace graft;

/// Goes through the steps as a machine would, and looks at what lies in each buffer: a step must find its inputs there.
/// Returns what is wrong, or nothing.
inline std::string problem_of(GraphView net, int first, int last, Sums sums = Sums::in_pass) {
  const Lowered lowered = lower(net, first, last, sums);
  std::map<int, CallId> lies_in;  // buffer -> the storage whose value it has
  lies_in[0] = {first - 1};
  std::map<CallId, int> buffer_of{{{first - 1}, 0}};
  std::set<CallId> computed;
  std::size_t computed_steps = 0;
  for (const LoweredStep& step : lowered.steps) {
    const std::string name = "step of call " + std::to_string(step.call) + ": ";
    const auto has = [&](CallId held) { return buffer_of.contains(held) && lies_in[buffer_of[held]] == held; };
    for (const CallId input : net.inputs(step.call))
      if (!has(lowered.storage(input))) return name + "its input " + std::to_string(input) + " was overwritten";
    for (const CallId input : net.inputs(step.call))
      if (buffer_of[lowered.storage(input)] == step.buffer) return name + "it writes over its own input";
    if (step.sum.exists() && !has(step.sum)) return name + "what it adds was overwritten";
    if (step.sum.exists() && buffer_of[step.sum] != step.buffer) return name + "it does not add where its result is";
    for (const CallId input : net.inputs(step.call))
      if (lowered.last_step[lowered.storage(input).index()] < static_cast<int>(computed_steps))
        return name + "its input " + std::to_string(input) + " is said to be needed no more";
    ++computed_steps;
    const auto size = static_cast<std::size_t>(step.buffer);
    if (lowered.buffers[size] < net.call(step.value).shape.elements()) return name + "its buffer is too small";
    lies_in[step.buffer] = step.value;
    buffer_of[step.value] = step.buffer;
    // The calls from the first to the last that the step stands for, each the only user of the one before.
    for (CallId call = step.call;; call = lowered.alias[call.index()]) {
      if (!computed.insert(call).second) return name + "call " + std::to_string(call) + " is computed twice";
      if (lowered.alias[call.index()] == call) break;
    }
  }
  for (const int last_step : lowered.last_step)
    if (last_step > static_cast<int>(lowered.steps.size())) return "a value is needed behind the end";
  const CallId result = lowered.storage({last - 1});
  if (result != lowered.result || !buffer_of.contains(result) || lies_in[buffer_of[result]] != result)
    return "the result was overwritten";
  for (CallId call{first}; call < last; ++call)
    if (!net.call(call).auxiliary && !computed.contains(call) && lowered.storage(call) == call)
      return "call " + std::to_string(call) + " is not computed";
  return {};
}

inline std::string problem_of(GraphView net) { return problem_of(net, 1, net.call_count()); }

}  // namespace lower_tests
