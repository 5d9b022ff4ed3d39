#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/policy/compute_type.hpp>
#include <graft/train/features/feature_cache.hpp>
#include <graft/train/fit_options.hpp>
#include <graft/train/fit_report.hpp>
#include <graft/train/training_stage.hpp>

namespace graft {

/// What a training works on.
struct Training {
  Network& network;
  ::torch::optim::Optimizer& optimizer;
  ::torch::Device device = ::torch::kCPU;
  std::uint64_t seed = 0;
  std::int64_t epochs_before = 0;   ///< trained already, so that a second training shuffles and augments anew
  bool complete_optimizer = false;  ///< before each epoch, lets the optimizer have all that trains and no more; else it must
  std::vector<TrainingStage> stages{};  ///< one after the other; empty: one of `FitOptions::epochs`
  std::optional<CacheOptions> cache{};  ///< keeps what the frozen beginning of the network gives
  ComputeType autocast =
      ComputeType::f32;  ///< that convolutions and linear layers of the rest multiply in; f32 or bf16, see Autocast
};

/// Trains what is not frozen on labelled images with cross-entropy, and validates where `val` is given.
///
/// What is frozen is looked at before each epoch; the calls before the first one that learns run without gradients.
/// Afterwards the network is in evaluation mode, also after an error while training.
/// Errors: UsageError for options without sense, and for an optimizer that lacks a parameter that trains; DataError as the
///         loader's; TrainingError when the loss is no longer a number, after the weights of the last whole epoch have been put
///         back.
FitReport fit(Training work, const Dataset& train, const Dataset* val, const FitOptions& options);

}  // namespace graft
