#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/engine/plan/detail/plan_backend.hpp>
#include <graft/engine/plan/plan_source.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/policy/compute_type.hpp>

namespace graft {

/// What a network can be computed with on a device: what is wanted, or, where that has no instructions for it, the next of i8,
/// bf16 and f32. i8 is there on processors alone, with oneDNN. Instructions that $ONEDNN_MAX_CPU_ISA forbids count as absent.
[[nodiscard]] ComputeType available(ComputeType wanted, const ::torch::Device& device);

/// What runs plans on a device, such as `onednn 2.6.3`, or `torch 2.6.0`, which also runs what another cannot.
[[nodiscard]] std::string plan_backend(const ::torch::Device& device);

/// How a plan computes.
struct PlanOptions {
  ComputeType type = ComputeType::automatic;
  int first = 1;  ///< the call that it begins with; the value of the one before goes in. 1: images go in
  int last = -1;  ///< the call that it ends before; -1: it runs to the end
  ::torch::Tensor
      sample{};  ///< for i8: examples that show how large values become, 64 are enough; without any, it is bf16 or f32
  std::int64_t chunk = 0;  ///< images that go through the network together, so that what lies between stays in the cache; 0: 8
};

/// A network in evaluation mode, packed to run over many images: BatchNorm is folded into the convolutions, activations and
/// sums are computed in the pass that made their input, memory is set aside once and used again.
///
/// With `first` and `last` it is a part of the network, as Network::run takes it. It is the network as it was when the plan was
/// made: later changes of its weights do not show. Several threads may run it. On a processor, a batch that has a chunk for
/// each of LibTorch's threads runs in as many threads, each with chunks of its own; what is left is shared by all.
/// Shapes: (N, C, H, W) float32, or what call `first - 1` gives -> (N, ...) float32, what the last call gives; H and W may
///         differ from call to call. An empty batch gives an empty result.
/// Errors: ShapeError as Network's; WeightsError for weights that are not finite.
class Plan {
 public:
  explicit Plan(PlanSource source, PlanOptions options = {});

  [[nodiscard]] ::torch::Tensor operator()(const ::torch::Tensor& examples) const;

  /// What runs it, such as `onednn 2.6.3`; see plan_backend().
  [[nodiscard]] std::string backend() const { return backend_->name(); }
  /// What it computes with: what was asked for, or what is possible here.
  [[nodiscard]] ComputeType type() const { return backend_->type(); }
  /// With i8, the largest magnitude that is held of each call's value, as the sample showed it; else empty.
  [[nodiscard]] std::vector<float> largest() const { return backend_->largest(); }

 private:
  void require_fit(const ::torch::Tensor& examples) const;

  std::shared_ptr<detail::PlanBackend> backend_;
  Shape input_;
  Shape result_;
};

}  // namespace graft
