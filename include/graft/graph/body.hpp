#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <graft/graph/closest_module.hpp>
#include <graft/graph/detail/splice.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/region.hpp>
#include <graft/graph/tables.hpp>

namespace graft {

/// The first `count` calls of a network, without the modules that only later calls use. Modules that are never called stay.
[[nodiscard]] constexpr Tables first_calls(GraphView net, int count) {
  if (!net.check().ok() || count >= net.call_count()) return tables_of(net);
  const auto at = [](auto& rows, auto id) -> auto& { return rows[id.index()]; };
  std::vector<char> used_before(net.modules().size(), 0), used_later(net.modules().size(), 0);
  for (CallId row{0}; row < net.call_count(); ++row) {
    std::vector<char>& used = row < count ? used_before : used_later;
    for (const ModuleId of : {net.call(row).module, net.call(row).owner})
      for (ModuleId module = of; module.exists() && at(used, module) == 0; module = net.module(module).parent)
        at(used, module) = 1;
  }

  Tables result;
  result.modules.reserve(net.modules().size());
  std::vector<ModuleId> now(net.modules().size());
  for (ModuleId row{0}; row < net.module_count(); ++row) {
    Module module = net.module(row);
    const bool parent_is_gone = module.parent.exists() && !at(now, module.parent).exists();
    if (parent_is_gone || (row > 0 && at(used_later, row) != 0 && at(used_before, row) == 0)) continue;
    at(now, row) = {static_cast<int>(result.modules.size())};
    if (module.parent.exists()) module.parent = at(now, module.parent);
    result.modules.push_back(module);
  }
  for (CallId row{0}; row < count; ++row) {
    Call call = net.call(row);
    if (call.module.exists()) call.module = at(now, call.module);
    call.owner = at(now, call.owner);
    result.calls.push_back(call);
  }
  // Calls that the result depends on always run, even if they were auxiliary.
  std::vector<char> needed(static_cast<std::size_t>(count), 0);
  needed.back() = 1;
  for (CallId row{count - 1}; row.exists(); --row) {
    if (at(needed, row) == 0) continue;
    at(result.calls, row).auxiliary = false;
    for (const CallId source : net.inputs(row)) at(needed, source) = 1;
  }
  const auto inputs = net.all_inputs().first(static_cast<std::size_t>(net.call({count}).first_input));
  result.inputs.assign(inputs.begin(), inputs.end());
  for (const Output& output : net.outputs())
    if (output.call < count) result.outputs.add(output);
  if (net.classifier().exists()) result.classifier = at(now, net.classifier());
  return result;
}

/// The network without its global pool and its classifier: images in, feature maps out, for another task.
///
/// It ends with the last call before the classifier whose value is a feature map (C, H, W) or a sequence (S, E), and that is no
/// adaptive pooling and no dropout: the last ReLU of layer4 in a ResNet, the last LayerNorm in a vision transformer. In Python:
/// `nn.Sequential(*list(net.children())[:-2])`, which loses the names.
[[nodiscard]] constexpr Tables body(GraphView net) {
  int end = net.call_count();
  for (CallId row{end - 1}; row > 0; --row)
    if (net.calls_module(row) && net.classifier().exists() && net.is_within(net.call(row).module, net.classifier())) end = row;
  CallId last{end - 1};
  const auto is_feature = [&](CallId call) {
    return net.call(call).shape.rank() >= 2 && !net.call(call).auxiliary && !net.applies<AdaptiveAvgPool2d>(call) &&
           !net.applies<Dropout>(call);
  };
  while (last > 0 && !is_feature(last)) --last;
  return first_calls(net, last + 1);
}

/// The network up to and including the last call of a module and of the modules inside it.
///
/// Errors: as values in `check`: a module that is never called.
[[nodiscard]] constexpr Tables up_to(GraphView net, ModuleId module) {
  if (!net.check().ok()) return tables_of(net);
  const Region region = region_of(net, module);
  if (!region.last.exists() || !region.entry.exists()) return detail::failed_edit(net, {Problem::not_one_chain, module, 0, 0});
  return first_calls(net, region.last + 1);
}

/// The same by path.
/// Errors: for a path that does not exist, Problem::no_such_path at the row of the closest one.
[[nodiscard]] constexpr Tables up_to(GraphView net, std::string_view path) {
  const ModuleId module = net.find(path);
  if (module <= 0) return detail::failed_edit(net, {Problem::no_such_path, closest_module(net, path), 0, 0});
  return up_to(net, module);
}

}  // namespace graft
