#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/engine/plan/detail/plan_backend.hpp>
#include <graft/engine/plan/plan_source.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/policy/compute_type.hpp>

namespace graft {

/// The type that a network is computed with on a device: the wanted one, or the next of i8, bf16 and f32 that the device has
/// instructions for. i8 needs a CPU and oneDNN. Instructions that $ONEDNN_MAX_CPU_ISA forbids count as absent.
[[nodiscard]] ComputeType available(ComputeType wanted, const ::torch::Device& device);

/// The backend of plans on a device, such as `onednn 2.6.3`, or `torch 2.6.0`, which also runs what oneDNN cannot.
[[nodiscard]] std::string plan_backend(const ::torch::Device& device);

/// The options of a plan.
struct PlanOptions {
  ComputeType type = ComputeType::automatic;
  int first = 1;             ///< the first call; its input is the value of the call before, for 1 the images
  int last = -1;             ///< one past the last call; -1: the end of the network
  ::torch::Tensor sample{};  ///< for i8: examples to calibrate with, 64 are enough; without any, it is bf16 or f32
  std::int64_t chunk = 0;    ///< images that run together, few enough for their values to stay in the cache; 0: 8
};

/// A network in evaluation mode, packed to run over many images: BatchNorm is folded into the convolutions, activations and
/// sums are fused into the operations before them, buffers are allocated once and reused.
///
/// With `first` and `last` it is a part of the network, as Network::run takes it. It is a snapshot: later changes of the
/// weights do not show. Thread-safe. On a CPU, a batch with a chunk for each of LibTorch's threads runs one chunk a thread; the
/// remainder is shared by all threads.
/// Shapes: (N, C, H, W) float32, or the value of call `first - 1` -> (N, ...) float32, the value of the last call. H and W may
///         differ between runs; an empty batch has an empty result.
/// Errors: ShapeError as Network's; WeightsError for weights that are not finite.
class Plan {
 public:
  explicit Plan(PlanSource source, PlanOptions options = {});

  /// `images` is the height and width of the images that the examples are of, for a plan that begins inside of a network whose
  /// later calls read that; where it is not given, it is taken to be as much larger than the examples as described.
  [[nodiscard]] ::torch::Tensor operator()(const ::torch::Tensor& examples, std::optional<Size2> images = {}) const;

  /// The name and version of its backend, such as `onednn 2.6.3`; see plan_backend().
  [[nodiscard]] std::string backend() const { return backend_->name(); }
  /// The type that it computes with: the one asked for, or the next one that this machine has.
  [[nodiscard]] ComputeType type() const { return backend_->type(); }
  /// With i8, the largest magnitude that int8 represents, for each call's value, as calibrated by the sample; else empty.
  [[nodiscard]] std::vector<float> largest() const { return backend_->largest(); }

 private:
  void require_fit(const ::torch::Tensor& examples) const;
  [[nodiscard]] Shape images_of(const ::torch::Tensor& examples, const std::optional<Size2>& images) const;

  std::shared_ptr<detail::PlanBackend> backend_;
  Shape input_;
  Shape images_;            ///< that the network is described for
  bool is_inside_ = false;  ///< whether its input is a value inside the network instead of images
  Shape result_;
};

}  // namespace graft
