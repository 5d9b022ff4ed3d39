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
    const int layer = Tag::find(net);
    if (layer < 0) return;
    int last_call = -1;
    for (int row = 0; row < net.call_count(); ++row)
      if (net.call(row).module >= 0 && net.is_within(net.call(row).module, layer)) last_call = row;
    for (int row = 0; row <= last_call; ++row) {
      const int module = net.call(row).module;
      if (module < 0) continue;
      frozen[static_cast<std::size_t>(module)] = true;
      if (has_children(net.module(module).layer)) detail::mark_within(net, module, true, frozen);  // which it applies itself
    }
    if (last_call < 0)
      for (int row = 0; row < net.module_count(); ++row)
        if (row < layer || net.is_within(row, layer)) frozen[static_cast<std::size_t>(row)] = true;
  }
};

}  // namespace graft
