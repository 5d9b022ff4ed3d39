#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <graft/engine/eager/of_size.hpp>
#include <graft/graph/shape/row_id.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/policy/compute_type.hpp>

namespace graft::detail {

/// A packed network that runs. Thread-safe.
class PlanBackend {
 public:
  PlanBackend() = default;
  PlanBackend(const PlanBackend&) = delete;
  PlanBackend& operator=(const PlanBackend&) = delete;
  virtual ~PlanBackend() = default;

  /// Runs a batch. `images` is the shape of the images, if the examples are values inside the network.
  /// Shapes: (N, C, H, W) float32, N at least 1 -> (N, ...) float32, channels-last where it has four axes.
  [[nodiscard]] virtual ::torch::Tensor run(const ::torch::Tensor& examples, const Shape& images) = 0;
  [[nodiscard]] ::torch::Tensor run(const ::torch::Tensor& images) { return run(images, shape_of(images)); }

  /// The name and version of the library, such as `onednn 2.6.3`.
  [[nodiscard]] virtual std::string name() const = 0;

  /// The type that it computes with: the one asked for, or the next one that this machine has.
  [[nodiscard]] virtual ComputeType type() const = 0;

  /// The calls that are executed as LibTorch's operations, since its library has none for them, for images of the size that the
  /// network is described for.
  [[nodiscard]] virtual std::vector<CallId> eager_calls() const { return {}; }

  /// The largest magnitude that int8 represents, for each call's value; empty where nothing is int8.
  [[nodiscard]] virtual std::vector<float> largest() const { return {}; }
};

}  // namespace graft::detail
