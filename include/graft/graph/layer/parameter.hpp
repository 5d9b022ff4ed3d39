#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// A parameter that a container owns itself, such as a class token or a position embedding: Python's
/// `self.pos_embedding = nn.Parameter(...)`.
///
/// It is no module: a GetAttr reads it. Its value has `shape` for one example and is the same for all examples of a batch.
/// Initial elements are normal with `mean` and `std`, or all `mean` where `std` is 0.
/// Source: torch.nn.Parameter.
struct Parameter {
  static constexpr std::string_view kind = "Parameter";

  Shape shape{};           ///< of one example
  bool batch_axis = true;  ///< whether the tensor has a first axis of size 1, for the batch
  double mean = 0;
  double std = 0;

  static constexpr void each_field(auto& layer, auto&& visit) {
    visit("shape", layer.shape), visit("batch_axis", layer.batch_axis), visit("mean", layer.mean), visit("std", layer.std);
  }

  /// The shape of the tensor itself.
  [[nodiscard]] constexpr Shape tensor_shape() const { return batch_axis ? shape.with_front(1) : shape; }

  constexpr void take_input(const Shape&) {}

  [[nodiscard]] constexpr Inferred output(const Shape&) const { return {shape}; }

  [[nodiscard]] constexpr bool is_complete() const {
    return shape.rank() > 0 && shape.rank() + (batch_axis ? 1 : 0) <= Shape::max_rank && is_positive(shape);
  }

  constexpr void each_state(auto&& visit) const { visit(StateEntry{{}, tensor_shape()}); }
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&&) const {}
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const Parameter&, const Parameter&) = default;
};

}  // namespace graft
