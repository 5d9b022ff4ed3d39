#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/layer/layer.hpp>

namespace graft {
namespace detail {

/// What an operation is asked with, in the form that a concept can name; see infer_call().
struct AnyOperands {
  [[nodiscard]] constexpr std::size_t size() const { return 0; }
  [[nodiscard]] constexpr Shape operator[](std::size_t) const { return {}; }
  [[nodiscard]] constexpr Shape given() const { return {}; }
  [[nodiscard]] constexpr Inferred through_module() const { return {}; }
};

}  // namespace detail

/// A kind of operation: a struct that says everything of what a call does, so that whoever walks a network asks it.
///
/// 1. `static constexpr std::string_view kind`: its name in torch.fx or torch, by which files know it.
/// 2. `static constexpr void each_field(auto& operation, auto&& visit)`: its arguments, as those of a layer.
/// 3. `static constexpr std::size_t least_inputs, most_inputs`: how many values it takes.
/// 4. `static constexpr bool names_module`: whether its call names a row of the table of modules.
/// 5. `output(const auto& operands)`: the shape of one example of what it gives, or the problem. `operands[i]` are the shapes
/// of
///    its inputs, `operands.given()` is the shape that its call has, `operands.through_module()` asks the module that it names.
/// 6. `layer(const Layer* module)`: the layer that it applies, or null; `module` is that of the row that its call names, or
/// null.
/// 7. `only_renames()`: whether its elements are those of its one input, in the same order, whatever layer it applies.
/// 8. `label(auto&& text)`: calls `text(...)` with the pieces of a short text for drawings.
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

/// As many inputs as one likes.
inline constexpr std::size_t any_number_of_inputs = static_cast<std::size_t>(-1);

}  // namespace graft
