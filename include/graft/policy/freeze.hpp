#pragma once

#include <graft/policy/freeze_policy.hpp>

namespace graft {

/// A freeze policy that freezes the named layers and all modules inside them; everything else trains.
///
/// Errors:  compile time, if a layer is not in the network (error::NoSuchLayer names the closest one).
/// Example: FineTuner<ResNet50, LinearHead<10>, Freeze<At<"conv1">, At<"bn1">, Layer1>, SGD>
template <class... Tags>
struct Freeze {
  using policy_category = freeze_tag;
  using layers = Layers<Tags...>;

  static constexpr void mark([[maybe_unused]] GraphView net, [[maybe_unused]] std::span<bool> frozen) {
    (detail::mark_tagged<Tags>(net, true, frozen), ...);
  }
};

}  // namespace graft
