#pragma once

#include <graft/data/loader/batch.hpp>
#include <graft/task/evaluation.hpp>
#include <graft/task/network_outputs.hpp>

namespace graft {

/// How good a network is, added up over the batches of an evaluation.
class Metric {
 public:
  Metric() = default;
  Metric(const Metric&) = delete;
  Metric& operator=(const Metric&) = delete;
  virtual ~Metric() = default;

  /// Adds a batch: what the network gives for it in evaluation mode, and its targets, on the device.
  virtual void add(const NetworkOutputs& outputs, const Batch& batch) = 0;

  /// Writes the scores over all batches so far, the one that chooses the best epoch first.
  virtual void report(Evaluation& evaluation) const = 0;
};

}  // namespace graft
