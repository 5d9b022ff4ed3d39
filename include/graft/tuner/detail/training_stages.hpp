#pragma once

#include <vector>

#include <graft/network/freeze.hpp>
#include <graft/policy/stages.hpp>
#include <graft/train/training_stage.hpp>

namespace graft::detail {

template <class F>
struct TrainingStagesOf {
  [[nodiscard]] static std::vector<TrainingStage> get() { return {}; }
};
template <class... S>
struct TrainingStagesOf<Stages<S...>> {
  [[nodiscard]] static std::vector<TrainingStage> get() {
    return {{.epochs = S::epochs, .freeze = &apply_freeze<typename S::freeze>}...};
  }
};

/// The stages of a freeze policy, type-erased; none where it is not Stages.
template <class F>
[[nodiscard]] std::vector<TrainingStage> training_stages() {
  return TrainingStagesOf<F>::get();
}

}  // namespace graft::detail
