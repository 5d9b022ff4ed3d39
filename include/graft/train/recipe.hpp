#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <graft/platform/gateway.hpp>
#include <graft/policy/compute_type.hpp>
#include <graft/task/loss.hpp>
#include <graft/task/task.hpp>
#include <graft/train/features/feature_cache.hpp>
#include <graft/train/schedule.hpp>
#include <graft/train/training_stage.hpp>

namespace graft {

/// How a training goes: the stations of its step, each empty or filled by a policy, and its stages.
struct Recipe {
  ::torch::Device device = ::torch::kCPU;
  std::optional<CacheOptions> cache{};      ///< batch: keeps what the frozen beginning of the network gives
  bool suggest_int8 = false;                ///< whether a training may name Precision<I8>: no other precision was asked for
  ComputeType autocast = ComputeType::f32;  ///< forward: that what trains multiplies in; f32 or bf16, see Autocast
  std::shared_ptr<const Task> task{};       ///< loss and metric: what it is for; empty: Classification
  Loss loss{};                              ///< of the task, of logits and labels; empty: plain cross-entropy
  Schedule schedule{};                      ///< optimizer: its learning rate; empty: as it is
  bool complete_optimizer = false;          ///< lets the optimizer have all that trains and no more; else it must
  std::vector<TrainingStage> stages{};      ///< one after the other; empty: one of `FitOptions::epochs`
};

}  // namespace graft
