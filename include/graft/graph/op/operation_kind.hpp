#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/layer/layer.hpp>

namespace graft {
namespace detail {

/// The operands of an operation as a type that a concept can name; see infer_call().
struct AnyOperands {
  [[nodiscard]] constexpr std::size_t size() const { return 0; }
  [[nodiscard]] constexpr Shape operator[](std::size_t) const { return {}; }
  [[nodiscard]] constexpr Shape given() const { return {}; }
  [[nodiscard]] constexpr Inferred through_module() const { return {}; }
};

}  // namespace detail

/// A kind of operation: a struct that describes itself completely, so that code that visits a network needs no list of kinds.
///
/// 1. `static constexpr std::string_view kind`: its name in torch.fx or torch, which files have.
/// 2. `static constexpr void each_field(auto& operation, auto&& visit)`: calls `visit(name, member)` for each argument.
/// 3. `static constexpr std::size_t least_inputs, most_inputs`: the limits of the number of inputs.
/// 4. `static constexpr bool names_module`: whether its call names a row of the table of modules.
/// 5. `output(const auto& operands)`: the shape of its value for one example, or the problem. `operands[i]` are the shapes of
///    its inputs, `operands.given()` is the shape that its call has, `operands.through_module()` the output of the module it
///    names.
/// 6. `layer(const Layer* module)`: the layer that it applies, or null; `module` is that of the row its call names, or null.
/// 7. `only_renames()`: whether its value is an alias of its only input: the same elements in the same order.
/// 8. `label(auto&& text)`: calls `text(...)` with the pieces of a short label for drawings.
/// 9. Optional: `static constexpr std::size_t first_size_alone`: of its inputs from this one on it reads the size alone.
template <class O>
concept OperationKind = std::copyable<O> && std::equality_comparable<O> && std::default_initializable<O> &&
    requires(O& operation, const O& constant, const Layer* module, const detail::AnyVisitor& visit,
             const detail::AnyOperands& operands) {
  { O::kind } -> std::convertible_to<std::string_view>;
  O::each_field(operation, visit);
  O::each_field(constant, visit);
  { O::least_inputs } -> std::convertible_to<std::size_t>;
  { O::most_inputs } -> std::convertible_to<std::size_t>;
  { O::names_module } -> std::convertible_to<bool>;
  { constant.output(operands) } -> std::same_as<Inferred>;
  { constant.layer(module) } -> std::same_as<const Layer*>;
  { constant.only_renames() } -> std::same_as<bool>;
  constant.label(visit);
};

/// No upper limit for the number of inputs.
inline constexpr std::size_t any_number_of_inputs = static_cast<std::size_t>(-1);

}  // namespace graft
