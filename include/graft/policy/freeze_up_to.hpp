#pragma once

#include <graft/policy/freeze_policy.hpp>

namespace graft {

/// A freeze policy that freezes everything from the input up to and including a layer; later layers train.
///
/// The order is that of the data flow: a module is frozen if its first call is not after the layer's last one. Inside foreign
/// modules, whose calls are unknown, it is the order of registration.
/// Errors:  compile time, if the layer is not in the network (error::NoSuchLayer names the closest one).
/// Example: FineTuner<ResNet50, LinearHead<10>, FreezeUpTo<Layer3>, SGD>
template <class Tag>
struct FreezeUpTo {
  using policy_category = freeze_tag;
  using layers = Layers<Tag>;

  static constexpr void mark(GraphView net, std::span<bool> frozen) {
    const ModuleId layer = Tag::find(net);
    if (!layer.exists()) return;
    // A path is looked up once: large networks have hundreds of calls, and clang's limit of constexpr steps is low.
    const auto is_tagged = [&](ModuleId module) {
      if constexpr (requires { Tag::contains(net, module); })
        return Tag::contains(net, module);
      else
        return net.is_within(module, layer);
    };
    CallId last_call{};
    for (CallId row{0}; row < net.call_count(); ++row)
      if (net.call(row).module.exists() && is_tagged(net.call(row).module)) last_call = row;
    for (CallId row{0}; row <= last_call; ++row) {
      const ModuleId module = net.call(row).module;
      if (!module.exists()) continue;
      frozen[module.index()] = true;
      if (has_children(net.module(module).layer)) detail::mark_within(net, module, true, frozen);  // which it applies itself
    }
    if (!last_call.exists())
      for (ModuleId row{0}; row < net.module_count(); ++row)
        if (row < layer || is_tagged(row)) frozen[row.index()] = true;
  }
};

}  // namespace graft
