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

/// A kind of layer: a struct that describes itself completely, so that code that visits a network needs no list of kinds.
///
/// 1. `static constexpr std::string_view kind`: the class name in torch.nn, which files have.
/// 2. `static constexpr void each_field(auto& layer, auto&& visit)`: calls `visit(name, member)` for each setting, for JSON
///    and other texts.
/// 3. `take_input(const Shape&)`: sets the sizes that the layer takes from its first input; most have none.
/// 4. `output(const Shape&)`: the shape of the output for one example, or the problem.
/// 5. `is_complete()`: whether a module can be made of it: all sizes are given, positive and consistent.
/// 6. `each_state(auto&& visit)`: calls `visit(StateEntry)` for each tensor that it owns itself.
/// 7. `each_child(auto&& visit)`: calls `visit(path, layer)` for each layer that it registers inside it and applies itself, in
///    the order of registration; the path of one inside another has a dot: `cpb_mlp.0`.
/// 8. `multiply_adds(const Shape& output)`: the number of multiply-adds for one example.
/// 9. `is_random()`: whether it is random while training, so that its output must not be cached.
/// 10. `only_renames()`: whether in evaluation mode its output is an alias of its input: the same elements in the same order.
/// 11. `extra_repr(auto&& text)`: calls `text(...)` with what Python prints between the parentheses, in pieces: strings,
///     numbers, bools, shapes, sizes. `class_name()`: what it prints before them.
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
