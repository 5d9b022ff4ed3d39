#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <graft/platform/gateway.hpp>
#include <graft/policy/compute_type.hpp>

namespace graft::detail {

/// Runs a packed network. Several threads may do so at once.
class PlanBackend {
 public:
  PlanBackend() = default;
  PlanBackend(const PlanBackend&) = delete;
  PlanBackend& operator=(const PlanBackend&) = delete;
  virtual ~PlanBackend() = default;

  /// (N, C, H, W) float32, N at least 1 -> (N, ...) float32, channels-last where it has four axes.
  [[nodiscard]] virtual ::torch::Tensor run(const ::torch::Tensor& images) = 0;

  /// Such as `onednn 2.6.3`.
  [[nodiscard]] virtual std::string name() const = 0;

  /// What it computes with: what was asked for, or what is possible here.
  [[nodiscard]] virtual ComputeType type() const = 0;

  /// Of each call's value, the largest magnitude that int8 holds; empty where nothing is int8.
  [[nodiscard]] virtual std::vector<float> largest() const { return {}; }
};

}  // namespace graft::detail
