#pragma once

#include <graft/policy/freeze_policy.hpp>

namespace graft {

/// A freeze policy that freezes all layers of the given kinds; everything else trains.
///
/// Example: FineTuner<AlexNet, LinearHead<3>, FreezeKind<Conv2d>, Adam>
template <class... Kinds>
struct FreezeKind {
  using policy_category = freeze_tag;

  static constexpr void mark(GraphView net, std::span<bool> frozen) {
    for (ModuleId row{0}; row < net.module_count(); ++row) frozen[row.index()] = (net.is<Kinds>(row) || ...);
  }
};

}  // namespace graft
