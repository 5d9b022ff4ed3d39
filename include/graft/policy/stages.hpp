#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <graft/policy/freeze_policy.hpp>
#include <graft/policy/stage.hpp>

namespace graft {
namespace detail {

template <class First, class...>
struct FirstOf {
  using type = First;
};

/// The layers that a stage's policy names, if it is a stage.
template <class S>
struct LayersOfStage {
  using type = Layers<>;
};
template <class S>
requires requires { typename S::freeze; }
struct LayersOfStage<S> : LayersOf<typename S::freeze> {};

}  // namespace detail

/// Fine-tuning in steps: each stage trains for its epochs, and the next one unfreezes more.
///
/// One training goes through all stages. What trained already goes on with the momentum and the other state that its optimizer
/// has; what joins starts fresh. Each stage has its own learning rate where FineTuner's option `.stage_lr` names them, and its
/// own frozen prefix; frozen BatchNorm stays in evaluation mode in each. A schedule (Cosine, Step, OneCycle) runs from its
/// beginning to its end in each stage, as in fastai's fine_tune and in Keras, where each phase is a fit of its own. Entering a
/// stage sets all of its policy, whatever `freeze` and `unfreeze` did before. A stage with few images does better where
/// BatchNorm stays frozen: see FreezeBoth. Asked as a policy of its own, it is that of its first stage.
/// Errors:  compile time, if an argument is no stage, a stage has no epoch, freezes what the one before it trains, trains
///          nothing new, or names a layer that is not in the network. Inside a module of the user's own, run time knows:
///          UsageError.
/// Source:  Howard and Ruder, "Universal Language Model Fine-tuning", 2018; fastai's fine_tune.
/// Example: Stages<Stage<3, FreezeAllBut<Fc>>, Stage<2, FreezeAllBut<Fc, Layer4>>, Stage<5, FreezeNone>>
template <class... S>
struct Stages {
  using policy_category = freeze_tag;
  using layers = typename detail::Joined<typename detail::LayersOfStage<S>::type...>::type;

  static constexpr void mark(GraphView net, std::span<bool> frozen) { detail::FirstOf<S...>::type::freeze::mark(net, frozen); }
};

namespace detail {

template <class F>
inline constexpr bool is_stages = false;
template <class... S>
inline constexpr bool is_stages<Stages<S...>> = true;

template <class S>
inline constexpr bool is_stage = false;
template <int Epochs, FreezePolicy F>
inline constexpr bool is_stage<Stage<Epochs, F>> = !is_stages<F>;

/// The freeze policies that a training begins and ends with.
template <class F>
struct StagesOf {
  using first = F;
  using last = F;
};
template <class Only>
struct StagesOf<Stages<Only>> {
  using first = typename Only::freeze;
  using last = typename Only::freeze;
};
template <class First, class... Rest>
struct StagesOf<Stages<First, Rest...>> {
  using first = typename First::freeze;
  using last = typename StagesOf<Stages<Rest...>>::last;
};
template <class F>
using first_policy = typename StagesOf<F>::first;
template <class F>
using last_policy = typename StagesOf<F>::last;

/// The first stage that does not go on from the one before it as it should; 0 when all do.
struct StageCheck {
  std::size_t stage = 0;     ///< counted from 0, so that the first one is never wrong
  ModuleId freezes_again{};  ///< a module that it freezes and the one before it trains; none when it trains nothing new
};

template <std::size_t Count, std::size_t Rows>
[[nodiscard]] constexpr StageCheck check_stages(GraphView net, const std::array<std::array<bool, Rows>, Count>& frozen) {
  for (std::size_t stage = 1; stage < Count; ++stage) {
    bool more = false;
    for (ModuleId id{0}; id.index() < Rows; ++id) {
      const bool before = frozen[stage - 1][id.index()], now = frozen[stage][id.index()];
      if (before == now || parameters(net.module(id).layer) == 0) continue;
      if (now) return {stage, id};
      more = true;
    }
    if (!more) return {stage, {}};
  }
  return {};
}

}  // namespace detail
}  // namespace graft
