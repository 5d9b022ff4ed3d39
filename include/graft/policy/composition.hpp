#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <graft/graph/frozen_prefix.hpp>
#include <graft/policy/composable.hpp>

namespace graft {

/// The compile-time properties of a backbone with a head and a freeze policy.
///
/// Empty but well-formed for arguments that do not fit together, so that the verdict is the only error.
template <class B, class H, class F, class O, class V = Verdict<B, H, F, O>>
struct Composition {
  static constexpr GraphView graph{};
  static constexpr std::array<bool, 1> frozen{};
  static constexpr std::int64_t classes = 0, trainable_parameters = 0;
  static constexpr int prefix = 0;
  struct OptimizerOptions {
    double lr = 0, momentum = 0, dampening = 0, beta1 = 0, beta2 = 0, eps = 0, weight_decay = 0;
    bool nesterov = false, amsgrad = false;
  };
};

template <class B, class H, class F, class O>
struct Composition<B, H, F, O, CompositionIsFine> {
  /// The backbone's network with the head in place of its classifier.
  static constexpr GraphView graph = grafted<B, H>;
  /// The modules that the policy freezes, for Stages in the first one. Inside foreign modules this is decided at run time.
  static constexpr auto frozen = freeze_mask<F, static_cast<std::size_t>(graph.module_count())>(graph);
  static constexpr std::int64_t classes = H::classes;
  /// The number of parameters that train, for Stages in the last one, which trains what any stage trains.
  static constexpr std::int64_t trainable_parameters = trainable_parameter_count(
      graph, freeze_mask<detail::last_policy<F>, static_cast<std::size_t>(graph.module_count())>(graph));
  /// The number of calls in the frozen prefix, for Stages in the first one; see frozen_prefix().
  static constexpr int prefix = frozen_prefix(graph, frozen);
  using OptimizerOptions = typename O::Options;
};

/// The number of parameters that a FineTuner trains, as a constant: `static_assert(trainable_parameters<CatDog> == 4098)`. For
/// Stages it is that of the last one.
///
/// Parameters inside foreign modules do not count; `tuner.network().trainable_parameters()` has all, at run time.
template <class Tuner>
inline constexpr std::int64_t trainable_parameters = Tuner::trainable_parameters;

}  // namespace graft
