#pragma once

#include <cstdint>

#include <graft/core/error.hpp>
#include <graft/data/dataset.hpp>
#include <graft/runtime/gateway.hpp>
#include <graft/runtime/network.hpp>
#include <graft/train/fit_options.hpp>
#include <graft/train/fit_report.hpp>

namespace graft {

/// What a training works on.
struct Training {
  Network& network;
  ::torch::optim::Optimizer& optimizer;
  int prefix = 1;  ///< calls from the input on that stay the same; see frozen_prefix()
  ::torch::Device device = ::torch::kCPU;
  std::uint64_t seed = 0;
  std::int64_t epochs_before = 0;  ///< trained already, so that a second training shuffles and augments anew
};

/// Trains what is not frozen on labelled pictures with cross-entropy, and validates where `val` is given.
///
/// Afterwards the network is in evaluation mode, also after an error while training.
/// Errors: UsageError for options without sense; DataError as the loader's; TrainingError when the loss is no longer a
///         number, after the weights of the last whole epoch have been put back.
FitReport fit(Training work, const Dataset& train, const Dataset* val, const FitOptions& options);

}  // namespace graft
