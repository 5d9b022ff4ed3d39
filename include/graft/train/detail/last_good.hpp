#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include <graft/network/network.hpp>

namespace graft::detail {

/// A copy of everything that an epoch changes, to come back to.
class LastGood {
 public:
  explicit LastGood(const Network& network) {
    for (const auto& parameter : network.parameters())
      if (parameter.requires_grad()) live_.push_back(parameter.detach());
    for (const auto& buffer : network.buffers()) live_.push_back(buffer);
    for (const auto& tensor : live_) kept_.push_back(tensor.clone());
  }
  [[nodiscard]] bool live_is_finite() const {
    return std::all_of(live_.begin(), live_.end(), [](const ::torch::Tensor& t) {
      return !t.is_floating_point() || ::torch::isfinite(t).all().item<bool>();
    });
  }
  void restore() {
    const ::torch::NoGradGuard no_grad;
    for (std::size_t i = 0; i < live_.size(); ++i) live_[i].copy_(kept_[i]);
  }

 private:
  std::vector<::torch::Tensor> live_, kept_;
};

}  // namespace graft::detail
