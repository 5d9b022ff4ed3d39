#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace graft {

/// The shape of one example, without the batch axis: (C, H, W) for images, (F) for features, (S, E) for sequences.
class Shape {
 public:
  static constexpr std::size_t max_rank = 4;

  constexpr Shape() = default;

  constexpr Shape(std::initializer_list<std::int64_t> sizes) {
    const std::int64_t* const given = sizes.begin();
    const std::size_t count = sizes.size();
    rank_ = count < max_rank ? count : max_rank;
    for (std::size_t axis = 0; axis < rank_; ++axis) sizes_[axis] = given[axis];
  }
  /// The same in one step of compile-time evaluation, for what is inferred thousands of times: `Shape(c, h, w)`.
  template <std::same_as<std::int64_t>... Sizes>
  requires(sizeof...(Sizes) > 0 && sizeof...(Sizes) <= max_rank) constexpr explicit Shape(Sizes... sizes)
      : sizes_{sizes...}, rank_(sizeof...(Sizes)) {}

  [[nodiscard]] constexpr std::size_t rank() const { return rank_; }
  [[nodiscard]] constexpr std::int64_t operator[](std::size_t axis) const { return axis < rank_ ? sizes_[axis] : 0; }

  /// The shape with another size along one axis.
  [[nodiscard]] constexpr Shape with(std::size_t axis, std::int64_t size) const {
    Shape changed = *this;
    if (axis < rank_) changed.sizes_[axis] = size;
    return changed;
  }

  /// The shape with an axis inserted before the others; a shape of `max_rank` axes is unchanged.
  [[nodiscard]] constexpr Shape with_front(std::int64_t size) const {
    if (rank_ == max_rank) return *this;
    Shape longer;
    longer.rank_ = rank_ + 1;
    longer.sizes_[0] = size;
    for (std::size_t axis = 0; axis < rank_; ++axis) longer.sizes_[axis + 1] = sizes_[axis];
    return longer;
  }

  /// The shape with an axis appended; a shape of `max_rank` axes is unchanged.
  [[nodiscard]] constexpr Shape with_back(std::int64_t size) const {
    Shape longer = *this;
    if (rank_ < max_rank) longer.sizes_[longer.rank_++] = size;
    return longer;
  }

  /// The product of all sizes; 1 for the empty shape.
  [[nodiscard]] constexpr std::int64_t elements() const {
    std::int64_t product = 1;
    for (std::size_t axis = 0; axis < rank_; ++axis) product *= sizes_[axis];
    return product;
  }

  friend constexpr bool operator==(const Shape&, const Shape&) = default;

  // Public because the type of a template argument may not have private members; use the functions above.
  std::int64_t sizes_[max_rank]{};
  std::size_t rank_ = 0;
};

/// Whether every size is at least 1.
[[nodiscard]] constexpr bool is_positive(const Shape& shape) {
  for (std::size_t axis = 0; axis < shape.rank(); ++axis)
    if (shape[axis] < 1) return false;
  return true;
}

}  // namespace graft
