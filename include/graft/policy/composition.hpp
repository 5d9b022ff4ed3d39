#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <graft/graph/frozen_prefix.hpp>
#include <graft/policy/composable.hpp>

namespace graft {

/// What is known at compile time about a backbone with a head under a freeze policy.
///
/// Empty, but well-formed, for arguments that do not fit together: the verdict is then the one error, nothing follows it.
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
  /// The backbone's network with the head in the place of its classifier.
  static constexpr GraphView graph = grafted<B, H>;
  /// Which modules the policy freezes, of Stages the first one; of modules that the table cannot see, run time decides.
  static constexpr auto frozen = freeze_mask<F, static_cast<std::size_t>(graph.module_count())>(graph);
  static constexpr std::int64_t classes = H::classes;
  /// Of Stages, what the last one trains, which is all that any stage does.
  static constexpr std::int64_t trainable_parameters = trainable_parameter_count(
      graph, freeze_mask<detail::last_policy<F>, static_cast<std::size_t>(graph.module_count())>(graph));
  /// Calls from the input on that stay the same while training, of Stages in the first one; see frozen_prefix().
  static constexpr int prefix = frozen_prefix(graph, frozen);
  using OptimizerOptions = typename O::Options;
};

/// Parameters that a FineTuner trains, as a constant: `static_assert(trainable_parameters<CatDog> == 4098)`. Of Stages it is
/// what the last one trains.
///
/// Those inside a module of the user's own are not in it; `tuner.network().trainable_parameters()` has all, at run time.
template <class Tuner>
inline constexpr std::int64_t trainable_parameters = Tuner::trainable_parameters;

}  // namespace graft
