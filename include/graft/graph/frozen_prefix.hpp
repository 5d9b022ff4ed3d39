#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <graft/graph/graph_view.hpp>

namespace graft {
namespace detail {

/// Whether the parameters and buffers of a row and of the rows inside it do not change while training.
[[nodiscard]] constexpr bool is_unchanged(GraphView net, std::span<const bool> frozen, ModuleId module) {
  const bool* const entries = frozen.data();
  for (ModuleId row{module}, end{net.end_of(module)}; row < end; ++row)
    if (!entries[row] && parameters(net.module(row).layer) > 0) return false;
  return entries[module] || !has_state(net.module(module).layer);
}

/// Whether all parameters of a container and of the modules inside it are frozen, and it has some.
[[nodiscard]] constexpr bool is_all_frozen(GraphView net, std::span<const bool> frozen, ModuleId container) {
  const bool* const entries = frozen.data();
  bool has_parameters = false;
  for (ModuleId row{container}, end{net.end_of(container)}; row < end; ++row) {
    if (parameters(net.module(row).layer) == 0) continue;
    if (!entries[row]) return false;
    has_parameters = true;
  }
  return has_parameters;
}

/// Which auxiliary calls an auxiliary output needs that trains: one with a module that is not frozen. One entry a call.
[[nodiscard]] constexpr std::vector<char> trained_auxiliary(GraphView net, std::span<const bool> frozen) {
  std::vector<char> trains(net.calls().size(), 0), needed(net.calls().size(), 0);
  for (CallId row{1}; row < net.call_count(); ++row) {
    const Call& call = net.call(row);
    if (!call.auxiliary) continue;
    bool learns = call.module.exists() && !is_unchanged(net, frozen, call.module);
    for (const CallId source : net.inputs(row)) learns = learns || trains[source.index()] != 0;
    trains[row.index()] = learns ? 1 : 0;
  }
  for (CallId row{net.call_count() - 1}; row > 0; --row) {
    if (!net.call(row).auxiliary || (trains[row.index()] == 0 && needed[row.index()] == 0)) continue;
    needed[row.index()] = 1;
    for (const CallId source : net.inputs(row)) needed[source.index()] = 1;
  }
  return needed;
}

}  // namespace detail

/// Whether a call is random while training. One in a container whose parameters are all frozen is not: a stochastic depth or a
/// dropout there has nothing to regularise, and would be noise in features that could be cached.
[[nodiscard]] constexpr bool draws(GraphView net, std::span<const bool> frozen, CallId call) {
  if (!net.is_random(call)) return false;
  const ModuleId module = net.module_of(call);
  return net.applies<Foreign>(call) ||
         !detail::is_all_frozen(net, frozen, net.calls_module(call) ? net.module(module).parent : module);
}

/// The number of calls in the frozen prefix: calls from the input on that do not train and whose values are the same in every
/// pass over an image.
///
/// `frozen` has an entry for each module. The prefix ends where exactly one value goes on to the rest, to auxiliary outputs
/// that train, too, so that this value can be computed without gradients and cached; of the images, the rest may know the size.
/// It ends before layers that are random while training and before foreign modules. A result of 1 means the input alone.
[[nodiscard]] constexpr int frozen_prefix(GraphView net, std::span<const bool> frozen) {
  const int calls = net.call_count();
  std::vector<CallId> last_uses(net.calls().size());
  CallId* const last_use = last_uses.data();
  const std::vector<char> auxiliary = detail::trained_auxiliary(net, frozen);
  for (CallId row{1}; row < calls; ++row) {
    if (net.call(row).auxiliary && auxiliary[row.index()] == 0) continue;
    const auto inputs = net.inputs(row);
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (inputs[i] != 0 || !net.reads_size_alone(row, i)) last_use[inputs[i].row] = row;
  }
  for (const Output& output : net.outputs())  // who wants a named output asks for it at the end
    if (output.call.row != calls - 1 && !net.call(output.call).auxiliary) last_use[output.call.row] = CallId{calls};
  int cut = calls > 0 ? 1 : 0;
  CallId furthest = calls > 0 ? last_use[0] : CallId{};  // last use of any value before the newest one
  for (CallId row{1}; row < calls; ++row) {
    const Call& call = net.call(row);
    if (call.auxiliary) continue;
    if (draws(net, frozen, row) || (call.module.exists() && !detail::is_unchanged(net, frozen, call.module))) break;
    if (furthest <= row) cut = row + 1;
    if (last_use[row.row] > furthest) furthest = last_use[row.row];
  }
  return cut;
}

}  // namespace graft
