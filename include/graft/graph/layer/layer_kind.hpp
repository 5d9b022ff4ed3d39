#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {
namespace detail {

struct AnyVisitor {
  constexpr void operator()(auto&&...) const {}
};

}  // namespace detail

/// A kind of layer: a struct that says everything of itself, so that whoever walks a network asks it and nobody has a list of
/// kinds.
///
/// 1. `static constexpr std::string_view kind`: the class name in torch.nn, by which files know it.
/// 2. `static constexpr void each_field(auto& layer, auto&& visit)`: calls `visit(name, member)` for each setting, which is all
///    that JSON, equality and copies need.
/// 3. `take_input(const Shape&)`: fixes what the layer takes from its first input; most have nothing to fix.
/// 4. `output(const Shape&)`: the shape of one example behind it, or the problem.
/// 5. `is_complete()`: whether a module can be made of it: all sizes are given, positive, and go together.
/// 6. `each_state(auto&& visit)`: calls `visit(StateEntry)` for each tensor that it owns itself.
/// 7. `each_child(auto&& visit)`: calls `visit(name, layer)` for each layer that it registers inside it and applies itself.
/// 8. `multiply_adds(const Shape& output)`: multiplications followed by an addition, for one example.
/// 9. `is_random()`: whether it draws anew in each pass while training, so that its values must not be kept.
/// 10. `only_renames()`: whether in evaluation mode its elements are those of its input, in the same order.
/// 11. `extra_repr(auto&& text)`: calls `text(...)` with the pieces of what Python prints between the parentheses: texts, numbers,
///     bools, shapes, sizes. `class_name()`: what it prints before them.
template <class L>
concept LayerKind = std::copyable<L> && std::equality_comparable<L> && std::default_initializable<L> &&
    requires(L& layer, const L& constant, const Shape& shape, const detail::AnyVisitor& visit) {
  { L::kind } -> std::convertible_to<std::string_view>;
  L::each_field(layer, visit);
  L::each_field(constant, visit);
  layer.take_input(shape);
  { constant.output(shape) } -> std::same_as<Inferred>;
  { constant.is_complete() } -> std::same_as<bool>;
  constant.each_state(visit);
  constant.each_child(visit);
  { constant.multiply_adds(shape) } -> std::same_as<std::int64_t>;
  { constant.is_random() } -> std::same_as<bool>;
  { constant.only_renames() } -> std::same_as<bool>;
  constant.extra_repr(visit);
  { constant.class_name() } -> std::convertible_to<std::string_view>;
};

}  // namespace graft
