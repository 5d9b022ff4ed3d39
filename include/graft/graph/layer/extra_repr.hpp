#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <graft/core/python_repr.hpp>
#include <graft/graph/layer/layer.hpp>

namespace graft {
namespace detail {

/// Appends pieces of text, spelled as Python prints them.
struct ReprText {
  std::string& text;

  void operator()(const auto&... pieces) const { (put(pieces), ...); }

 private:
  void put(const char* piece) const { text += piece; }
  void put(std::string_view piece) const { text += piece; }
  void put(std::int64_t number) const { text += std::to_string(number); }
  void put(double number) const { text += python_repr(number); }
  void put(bool value) const { text += python_repr(value); }
  void put(const AsPair& pair) const {
    text += "(" + std::to_string(pair.size.height) + ", " + std::to_string(pair.size.width) + ")";
  }
  void put(const Size2& size) const {
    if (size.as_one)
      put(size.height);
    else
      put(AsPair{size});
  }
  void put(const Shape& shape) const {
    text += "(";
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) text += (axis == 0 ? "" : ", ") + std::to_string(shape[axis]);
    text += shape.rank() == 1 ? ",)" : ")";
  }
};

}  // namespace detail

/// The settings of a layer as Python prints them between its parentheses, such as `p=0.5, inplace=False`.
/// Source: `extra_repr` of the modules of torch.nn.
[[nodiscard]] inline std::string extra_repr(const Layer& layer) {
  std::string text;
  detail::visit_layer([&](const auto& any) { any.extra_repr(detail::ReprText{text}); }, layer);
  return text;
}

/// The class name that Python prints for a layer: a block's own, else mostly its kind.
[[nodiscard]] inline std::string class_name(const Layer& layer) {
  return std::string(detail::visit_layer([](const auto& any) { return std::string_view(any.class_name()); }, layer));
}

}  // namespace graft
