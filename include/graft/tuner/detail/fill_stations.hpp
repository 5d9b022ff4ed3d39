#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include <graft/policy/autocast.hpp>
#include <graft/policy/cache_features.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>
#include <graft/task/make_loss.hpp>
#include <graft/train/make_optimizer.hpp>
#include <graft/train/make_schedule.hpp>
#include <graft/train/training_stage.hpp>
#include <graft/tuner/detail/tuner_core.hpp>

namespace graft::detail {

/// Fills the stations of a tuner's loop by its policies, with the options that every tuner has for them.
template <class Optimizer, class Optional, LossPolicy LossOfTask>
void fill_stations(TunerCore& core, const auto& options, const std::function<void(Network&)>& freeze,
                   std::vector<TrainingStage> stages, const std::vector<double>& stage_lr) {
  if constexpr (Optional::cache::views >= 0)
    core.cache({.views = Optional::cache::views, .max_bytes = options.cache.max_bytes, .folder = options.cache.folder});
  core.autocast(Optional::autocast::type);
  core.loss([loss = options.loss, device = core.device()](std::span<const std::int64_t> images) {
    return make_loss<LossOfTask>(loss, images, device);
  });
  core.freeze(freeze, std::move(stages), stage_lr);
  core.optimizer(make_optimizer<Optimizer>(core.network().trainable_parameters(), options.optimizer),
                 make_schedule<typename Optional::schedule>(options.schedule));
}

}  // namespace graft::detail
