#pragma once

#include <graft/policy/freeze_policy.hpp>

namespace graft {

/// A freeze policy that trains only the named layers and all modules inside them.
///
/// Frozen BatchNorm layers keep their running statistics.
/// Errors:  compile time, if a layer is not in the network (error::NoSuchLayer names the closest one).
/// Source:  timm/utils/model.py, freeze(), for the running statistics.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc, Layer4>, SGD>
template <class... Tags>
struct FreezeAllBut {
  using policy_category = freeze_tag;
  using layers = Layers<Tags...>;

  static constexpr void mark([[maybe_unused]] GraphView net, std::span<bool> frozen) {
    detail::mark_all(true, frozen);
    (detail::mark_tagged<Tags>(net, false, frozen), ...);
  }
};

}  // namespace graft
