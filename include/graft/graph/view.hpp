#pragma once

#include <cstddef>
#include <cstdint>

#include <graft/graph/graph_view.hpp>

namespace graft {

/// Where the elements of a call's value for one example lie in the memory of its storage.
///
/// Feature maps (C, H, W) lie channels-last: the strides are (1, W C, C). Positions of features, (S, E) or (H, W, C), lie in
/// rows, features last. So a permutation of maps to rows moves nothing.
struct View {
  std::int64_t offset = 0;
  Shape strides{};    ///< in elements, along each axis
  bool known = true;  ///< false: the value has no strides, and must be copied from that of its input

  friend constexpr bool operator==(const View&, const View&) = default;
};

namespace detail {

/// The strides of a value whose last axis lies densely, then the one before, and so on.
[[nodiscard]] constexpr Shape strides_in_rows(const Shape& shape) {
  Shape strides = shape;
  std::int64_t stride = 1;
  for (std::size_t axis = shape.rank(); axis-- > 0; stride *= shape[axis]) strides = strides.with(axis, stride);
  return strides;
}

/// The strides of feature maps that lie channels-last; those of other values as above.
[[nodiscard]] constexpr Shape strides_channels_last(const Shape& shape) {
  if (shape.rank() != 3) return strides_in_rows(shape);
  return {1, shape[2] * shape[0], shape[0]};
}

/// The view of the same elements in the same order under another shape; unknown where that has no strides.
[[nodiscard]] constexpr View reshaped(const View& view, const Shape& from, const Shape& to) {
  if (from == to || !view.known) return view;
  Shape sizes, strides;  // without the axes of size 1, which may have any stride
  for (std::size_t axis = 0; axis < from.rank(); ++axis)
    if (from[axis] != 1) sizes = sizes.with_back(from[axis]), strides = strides.with_back(view.strides[axis]);
  View result{view.offset, to};
  std::size_t old_axis = 0, new_axis = 0;
  while (old_axis < sizes.rank() && new_axis < to.rank()) {
    // A run of axes of both shapes that has equally many elements; the old ones must lie one inside the other.
    std::size_t old_end = old_axis + 1, new_end = new_axis + 1;
    for (std::int64_t is = sizes[old_axis], wanted = to[new_axis]; is != wanted;)
      is < wanted ? is *= sizes[old_end++] : wanted *= to[new_end++];
    for (std::size_t axis = old_axis; axis + 1 < old_end; ++axis)
      if (strides[axis] != strides[axis + 1] * sizes[axis + 1]) return {0, {}, false};
    std::int64_t stride = strides[old_end - 1];
    for (std::size_t axis = new_end; axis-- > new_axis; stride *= to[axis]) result.strides = result.strides.with(axis, stride);
    old_axis = old_end;
    new_axis = new_end;
  }
  for (; new_axis < to.rank(); ++new_axis) result.strides = result.strides.with(new_axis, 1);
  return result;
}

/// The view that an operation makes of its input, by moving no element: one overload for each kind of operation that does.
struct ViewOf {
  const View& view;
  const Shape& from;
  const Shape& to;

  [[nodiscard]] constexpr View permuted(const Shape& axes) const {
    View result = view;
    for (std::size_t axis = 0; axis < axes.rank() && view.known; ++axis)
      result.strides = result.strides.with(axis, view.strides[static_cast<std::size_t>(axes[axis])]);
    return result;
  }

  [[nodiscard]] constexpr View operator()(const op::Permute& permute) const { return permuted(permute.axes); }
  [[nodiscard]] constexpr View operator()(const op::Select& select) const {
    if (!view.known) return view;
    View result{view.offset + select.index * view.strides[static_cast<std::size_t>(select.axis)], to};
    for (std::size_t axis = 0; axis < to.rank(); ++axis)
      result.strides = result.strides.with(axis, view.strides[axis + (axis >= static_cast<std::size_t>(select.axis) ? 1 : 0)]);
    return result;
  }
  [[nodiscard]] constexpr View operator()(const op::Narrow& part) const {
    if (!view.known) return view;
    return {view.offset + part.start * view.strides[static_cast<std::size_t>(part.axis)], view.strides};
  }
  [[nodiscard]] constexpr View operator()(const auto&) const { return reshaped(view, from, to); }
};

}  // namespace detail

/// Whether a call's value is a view of its only input: a part of its elements or all, in any order.
[[nodiscard]] constexpr bool is_view(GraphView net, CallId call) {
  const Operation& operation = net.call(call).op;
  return net.only_renames(call) || net.applies<Permute>(call) || is_a<op::Permute>(operation) || is_a<op::Select>(operation) ||
         is_a<op::Narrow>(operation);
}

/// The view of such a call, of the view of its input.
[[nodiscard]] constexpr View view_of(GraphView net, CallId call, const View& input) {
  const detail::ViewOf make{input, net.call(net.inputs(call).front()).shape, net.call(call).shape};
  if (const auto* permute = net.applied<Permute>(call)) return make.permuted(permute->axes);
  return detail::visit_operation(make, net.call(call).op);
}

}  // namespace graft
