#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include <graft/platform/gateway.hpp>

namespace graft {

class Network;

namespace detail {

/// The training programs of a network, and which part of it they can do.
///
/// A part that learns, float32, on the processor, in training mode: convolutions with their BatchNorms and ReLUs, sums, maximum
/// pools, and the average pool at the end. What oneDNN has no fast code for, and all that is behind, is left to LibTorch.
class TrainingPrograms {
 public:
  TrainingPrograms();
  TrainingPrograms(const TrainingPrograms&) = delete;
  TrainingPrograms& operator=(const TrainingPrograms&) = delete;
  ~TrainingPrograms();

  /// Runs calls of [first, last) on the value of call `first - 1`, as many as it can. Returns the call up to which it came, and
  /// the value of the one before; `first` and the value itself where LibTorch has to do all.
  [[nodiscard]] std::pair<int, ::torch::Tensor> run(const Network& network, const ::torch::Tensor& value, int first, int last);

  /// Gives its memory back, but for what a backward pass may still want.
  void clear();

 private:
  struct Kept;
  std::shared_ptr<Kept> kept_;
};

}  // namespace detail
}  // namespace graft
