#pragma once

#include <cstdint>
#include <vector>

#include <graft/graph/shape/shape.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// The shape of a tensor's examples.
[[nodiscard]] inline Shape shape_of(const ::torch::Tensor& examples) {
  Shape shape;
  for (std::int64_t axis = 1; axis < examples.dim(); ++axis) shape = shape.with_back(examples.size(axis));
  return shape;
}

/// A tensor of `count` examples of a shape, for who reads its size alone: it has one element in memory.
[[nodiscard]] inline ::torch::Tensor of_size(std::int64_t count, const Shape& shape, const ::torch::TensorOptions& options) {
  std::vector<std::int64_t> sizes{count};
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) sizes.push_back(shape[axis]);
  return ::torch::zeros({1}, options).expand(sizes);
}

}  // namespace graft::detail
