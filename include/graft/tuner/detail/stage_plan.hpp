#pragma once

#include <vector>

#include <graft/network/freeze.hpp>
#include <graft/policy/stages.hpp>

namespace graft::detail {

/// A stage of a tuner, with the type of its policy forgotten.
struct StagePlan {
  int epochs = 0;  ///< 0: as many as a training is asked for
  void (*freeze)(Network&) = nullptr;
};

template <class F>
struct PlansOf {
  [[nodiscard]] static std::vector<StagePlan> get() { return {{0, &apply_freeze<F>}}; }
};
template <class... S>
struct PlansOf<Stages<S...>> {
  [[nodiscard]] static std::vector<StagePlan> get() { return {{S::epochs, &apply_freeze<typename S::freeze>}...}; }
};

/// The stages of a freeze policy; one without Stages has one.
template <class F>
[[nodiscard]] std::vector<StagePlan> stage_plans() {
  return PlansOf<F>::get();
}

}  // namespace graft::detail
