#pragma once

#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/shape_text.hpp>

namespace graft::detail {

/// ShapeError unless `boxes` is (N, 4) of numbers with a decimal point.
inline void require_boxes(const ::torch::Tensor& boxes, const char* where) {
  if (!boxes.defined() || boxes.dim() != 2 || boxes.size(1) != 4 || !boxes.is_floating_point())
    throw ShapeError(std::string(where) + " takes boxes of the shape [N, 4] and a floating-point type, not " +
                     (boxes.defined() ? shape_text(boxes) + " " + std::string(boxes.dtype().name()) : "an undefined tensor"));
}

/// Boxes or logits in a type in which products do not overflow: float32 for half precision, as they are otherwise.
[[nodiscard]] inline ::torch::Tensor upcast(const ::torch::Tensor& values) {
  const auto type = values.scalar_type();
  return type == ::torch::kFloat || type == ::torch::kDouble ? values : values.to(::torch::kFloat);
}

}  // namespace graft::detail
