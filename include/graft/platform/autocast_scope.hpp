#pragma once

#include <graft/platform/gateway.hpp>
#include <graft/policy/compute_type.hpp>

namespace graft {

/// Enables LibTorch's autocast in this thread for the lifetime of the object; with f32 it disables it.
///
/// Only the forward pass needs to be inside: a backward pass has the types of its forward pass.
/// Source: torch.autocast.
class AutocastScope {
 public:
  AutocastScope(const ::torch::Device& device, ComputeType type)
      : device_(device.type()), enabled_before_(is_on(device)), type_before_(cast_type()) {
    at::autocast::increment_nesting();
    enable(type == ComputeType::bf16);
    if (type == ComputeType::bf16) set_cast_type(::torch::kBFloat16);
  }
  AutocastScope(const AutocastScope&) = delete;
  AutocastScope& operator=(const AutocastScope&) = delete;
  ~AutocastScope() {
    // The cache has copies of weights that the optimizer is about to change.
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    set_cast_type(type_before_);
    enable(enabled_before_);
  }

  /// Whether operations on such a device are autocast in this thread now.
  [[nodiscard]] static bool is_on(const ::torch::Device& device) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    return at::autocast::is_autocast_enabled(device.type());
#else
    return device.is_cpu() ? at::autocast::is_cpu_enabled() : at::autocast::is_enabled();
#endif
  }

 private:
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  void enable(bool on) const { at::autocast::set_autocast_enabled(device_, on); }
  [[nodiscard]] at::ScalarType cast_type() const { return at::autocast::get_autocast_dtype(device_); }
  void set_cast_type(at::ScalarType type) const { at::autocast::set_autocast_dtype(device_, type); }
#else
  [[nodiscard]] bool on_cpu() const { return device_ == at::kCPU; }
  void enable(bool on) const { on_cpu() ? at::autocast::set_cpu_enabled(on) : at::autocast::set_enabled(on); }
  [[nodiscard]] at::ScalarType cast_type() const {
    return on_cpu() ? at::autocast::get_autocast_cpu_dtype() : at::autocast::get_autocast_gpu_dtype();
  }
  void set_cast_type(at::ScalarType type) const {
    on_cpu() ? at::autocast::set_autocast_cpu_dtype(type) : at::autocast::set_autocast_gpu_dtype(type);
  }
#endif

  at::DeviceType device_;
  bool enabled_before_;
  at::ScalarType type_before_;
};

}  // namespace graft
