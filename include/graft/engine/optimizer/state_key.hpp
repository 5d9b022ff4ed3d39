#pragma once

#include <sstream>
#include <string>
#include <type_traits>
#include <utility>

#include <graft/platform/gateway.hpp>

namespace graft {

/// What an optimizer of LibTorch finds its state of a parameter by: its implementation, or, in older LibTorchs, the address as
/// it prints.
template <class Key = typename std::decay_t<decltype(std::declval<::torch::optim::Optimizer&>().state())>::key_type>
[[nodiscard]] Key state_key(const ::torch::Tensor& parameter) {
  if constexpr (std::is_pointer_v<Key>) {
    return parameter.unsafeGetTensorImpl();
  } else {
    std::ostringstream address;
    address << parameter.unsafeGetTensorImpl();
    return address.str();
  }
}

}  // namespace graft
