#pragma once

#include <cstddef>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/engine/eager/leaf.hpp>
#include <graft/graph/describe_problem.hpp>
#include <graft/graph/images_behind.hpp>
#include <graft/graph/infer.hpp>
#include <graft/graph/tables.hpp>

namespace graft {

/// The calls [first, last) of a network with the leaves that execute them, for a plan to pack. It may outlive the network.
struct PlanSource {
  Tables tables;
  detail::Leaves leaves;
  ::torch::Device device = ::torch::kCPU;
  int first = 1;
  int last = 1;
  std::vector<float> largest{};  ///< the largest magnitude of each call's value, for int8 scales; empty: no int8
};

namespace detail {

/// The shape of the input, which is the value of call `first - 1`, for one example.
[[nodiscard]] inline Shape input_shape(const PlanSource& source) {
  return source.tables.calls[static_cast<std::size_t>(source.first - 1)].shape;
}

/// The shape of the images that an input of a source is of, where nobody says it; see images_behind().
[[nodiscard]] inline Shape images_of(const PlanSource& source, const Shape& input) {
  return images_behind(input, input_shape(source), source.tables.calls.front().shape);
}

/// The tables for an input of another height and width. `images` is the shape of the images that it is of, if it is none
/// itself.
/// Errors: ShapeError where that does not fit a layer.
[[nodiscard]] inline Tables tables_for(const PlanSource& source, const Shape& input, const Shape& images) {
  Tables tables = source.tables;
  tables.calls.resize(static_cast<std::size_t>(source.last));
  tables.calls.front().shape = images;
  tables.calls[static_cast<std::size_t>(source.first - 1)].shape = input;
  infer(tables, static_cast<std::size_t>(source.first), false);
  if (!tables.check.ok()) throw ShapeError("the network cannot take images of this size: " + describe_problem(tables));
  return tables;
}

/// The shape of the last call's value for such an input, for one example.
/// Errors: as tables_for().
[[nodiscard]] inline Shape result_shape(const PlanSource& source, const Shape& input, const Shape& images) {
  return tables_for(source, input, images).calls.back().shape;
}

}  // namespace detail
}  // namespace graft
