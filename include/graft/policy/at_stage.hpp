#pragma once

#include <string_view>

#include <graft/graph/graph_view.hpp>
#include <graft/policy/at.hpp>

namespace graft {

namespace detail {

/// The last module of a stage that is not inside another one of it: where the stage ends.
[[nodiscard]] constexpr ModuleId end_of_stage(GraphView net, int stage) {
  ModuleId last{};
  if (stage == no_stage) return last;
  for (ModuleId row{1}; row < net.module_count(); ++row)
    if (net.stage(row) == stage && net.stage(net.module(row).parent) != stage) last = row;
  return last;
}

}  // namespace detail

/// A tag for all modules of a backbone's stage, in any family: the blocks of the `Number`-th resolution, from 1 on. 0 is the
/// stem. In a ResNet, stage 3 is `layer3`; in VGG, the layers before the fourth pool and the pool.
/// Source: timm's stages (feature_info).
/// Example: FineTuner<EfficientNet_B0, LinearHead<2>, FreezeUpTo<AtStage<4>>, AdamW>
template <int Number>
requires(Number >= 0) struct AtStage {
  [[nodiscard]] static constexpr std::string_view path() { return "a stage of this number"; }
  [[nodiscard]] static constexpr ModuleId find(GraphView net) { return detail::end_of_stage(net, Number); }
  [[nodiscard]] static constexpr bool contains(GraphView net, ModuleId module) { return net.stage(module) == Number; }
};

/// A tag for a backbone's stem, in any family: the layers before its first stage.
struct Stem {
  [[nodiscard]] static constexpr std::string_view path() { return "a stem"; }
  [[nodiscard]] static constexpr ModuleId find(GraphView net) { return detail::end_of_stage(net, 0); }
  [[nodiscard]] static constexpr bool contains(GraphView net, ModuleId module) { return net.stage(module) == 0; }
};

/// A tag for a backbone's last stage, in any family.
/// Example: FineTuner<ConvNeXtTiny, LinearHead<2>, FreezeAllBut<Classifier, LastStage>, AdamW>
struct LastStage {
  [[nodiscard]] static constexpr std::string_view path() { return "a last stage"; }
  [[nodiscard]] static constexpr ModuleId find(GraphView net) { return detail::end_of_stage(net, net.last_stage()); }
  [[nodiscard]] static constexpr bool contains(GraphView net, ModuleId module) {
    return net.stage(module) != no_stage && net.stage(module) == net.last_stage();
  }
};

}  // namespace graft
