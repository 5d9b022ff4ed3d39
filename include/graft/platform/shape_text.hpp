#pragma once

#include <sstream>
#include <string>

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// The sizes of a tensor as text, such as `[32, 3, 224, 224]`.
[[nodiscard]] inline std::string shape_text(const ::torch::Tensor& tensor) {
  std::ostringstream text;
  text << tensor.sizes();
  return text.str();
}

}  // namespace graft::detail
