#pragma once

#include <sstream>
#include <string>
#include <type_traits>
#include <utility>

#include <graft/platform/gateway.hpp>

namespace graft {

/// The key under which an optimizer of LibTorch has the state of a parameter: its TensorImpl, or in older versions the address
/// of that as text.
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
