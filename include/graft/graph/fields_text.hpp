#pragma once

#include <cstddef>
#include <string>
#include <type_traits>

#include <graft/core/exact_text.hpp>
#include <graft/graph/layer/layer.hpp>
#include <graft/graph/op/operation.hpp>

namespace graft {
namespace detail {

[[nodiscard]] std::string inline field_text(const Size2& size) {
  return std::to_string(size.height) + "x" + std::to_string(size.width);
}
[[nodiscard]] inline std::string field_text(const Shape& shape) {
  std::string text = "(";
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) text += (axis == 0 ? "" : ", ") + std::to_string(shape[axis]);
  return text + ")";
}
template <std::size_t Capacity>
[[nodiscard]] std::string field_text(const ShortString<Capacity>& name) {
  return std::string(name.view());
}
template <class Number>
requires std::is_arithmetic_v<Number>
[[nodiscard]] std::string field_text(Number value) { return exact_text(value); }
[[nodiscard]] inline std::string field_text(const Layer& layer);

/// The settings of a layer or the arguments of an operation as text: ` in=3 out=64 kernel=7x7`.
template <class Any>
[[nodiscard]] std::string fields_of(const Any& any) {
  std::string text;
  Any::each_field(any, [&](const char* name, const auto& value) { text += std::string(" ") + name + "=" + field_text(value); });
  return text;
}
inline std::string field_text(const Layer& layer) {
  return visit_layer([](const auto& any) { return std::string(any.kind) + fields_of(any); }, layer);
}

}  // namespace detail

/// A layer with all its settings in one line, equal for equal layers: `Linear out=10 in=512 bias=1`. For keys and messages.
[[nodiscard]] inline std::string fields_text(const Layer& layer) { return detail::field_text(layer); }
[[nodiscard]] inline std::string fields_text(const Operation& operation) {
  return detail::visit_operation([](const auto& any) { return std::string(any.kind) + detail::fields_of(any); }, operation);
}

}  // namespace graft
