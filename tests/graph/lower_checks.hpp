#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <graft/graph/lower.hpp>

namespace lower_tests {

using namespace graft;

/// Goes through the steps as a machine would, and looks at what lies in each buffer: a step must find its inputs there.
/// Returns what is wrong, or nothing.
inline std::string problem_of(GraphView net, int first, int last, Sums sums = Sums::in_pass,
                              Sharing sharing = Sharing::renamed) {
  const Lowered lowered = lower(net, first, last, sums, sharing);
  std::map<int, CallId> lies_in;  // buffer -> the storage whose value it has
  lies_in[0] = {first - 1};
  std::map<CallId, int> buffer_of{{{first - 1}, 0}};
  std::set<CallId> computed;
  std::size_t computed_steps = 0;
  for (const LoweredStep& step : lowered.steps) {
    const std::string name = "step of call " + std::to_string(step.call) + ": ";
    const auto has = [&](CallId held) { return buffer_of.contains(held) && lies_in[buffer_of[held]] == held; };
    std::vector<CallId> inputs;  // whose elements it reads
    for (std::size_t i = 0; i < net.inputs(step.call).size(); ++i)
      if (!net.reads_size_alone(step.call, i)) inputs.push_back(net.inputs(step.call)[i]);
    for (const CallId input : inputs)
      if (!has(lowered.storage(input))) return name + "its input " + std::to_string(input) + " was overwritten";
    const CallId storage = lowered.storage(step.value);
    for (const CallId input : inputs) {
      const CallId read = lowered.storage(input);
      // An elementwise step may write over an operand that lies as its result does; a term of a concatenation lies inside it.
      const bool in_place = sharing != Sharing::renamed && lowered.views[input.index()] == lowered.views[step.call.index()] &&
                            lowered.last_step[read.index()] == static_cast<int>(computed_steps);
      if (buffer_of[read] == step.buffer && read != storage && !in_place) return name + "it writes over its own input";
    }
    if (step.sum.exists() && !has(step.sum)) return name + "what it adds was overwritten";
    if (step.sum.exists() && buffer_of[step.sum] != step.buffer) return name + "it does not add where its result is";
    for (const CallId input : inputs)
      if (lowered.last_step[lowered.storage(input).index()] < static_cast<int>(computed_steps))
        return name + "its input " + std::to_string(input) + " is said to be needed no more";
    ++computed_steps;
    const auto size = static_cast<std::size_t>(step.buffer);
    if (lowered.buffers[size] < net.call(storage).shape.elements()) return name + "its buffer is too small";
    lies_in[step.buffer] = storage;
    buffer_of[storage] = step.buffer;
    // No element lies outside the storage, and those of the terms of a concatenation lie apart.
    const View& view = lowered.views[step.call.index()];
    if (!view.known) return name + "its result lies nowhere";
    std::int64_t furthest = view.offset;
    for (std::size_t axis = 0; axis < net.call(step.call).shape.rank(); ++axis)
      furthest += view.strides[axis] * (net.call(step.call).shape[axis] - 1);
    if (furthest >= net.call(storage).shape.elements()) return name + "its result ends behind its storage";
    // The calls from the first to the last that the step stands for, each the only user of the one before.
    for (CallId call = step.call;; call = lowered.alias[call.index()]) {
      if (!computed.insert(call).second) return name + "call " + std::to_string(call) + " is computed twice";
      if (call == step.value) break;
    }
  }
  for (const int last_step : lowered.last_step)
    if (last_step > static_cast<int>(lowered.steps.size())) return "a value is needed behind the end";
  const CallId result = lowered.storage({last - 1});
  if (result != lowered.result || !buffer_of.contains(result) || lies_in[buffer_of[result]] != result)
    return "the result was overwritten";
  const auto is_folded = [&](CallId call) {  // the factor of some step
    return is_a<op::GetAttr>(net.call(call).op) &&
           std::any_of(lowered.steps.begin(), lowered.steps.end(),
                       [&](const LoweredStep& step) { return step.scale.exists() && step.scale == net.call(call).module; });
  };
  for (CallId call{first}; call < last; ++call)
    if (!net.call(call).auxiliary && !computed.contains(call) && lowered.storage(call) == call && !is_folded(call))
      return "call " + std::to_string(call) + " is not computed";
  return {};
}

inline std::string problem_of(GraphView net) { return problem_of(net, 1, net.call_count()); }

}  // namespace lower_tests
