#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/op/operation_kind.hpp>

namespace op_tests {

using namespace graft;

/// What an operation is asked with in these tests: the shapes of its inputs.
struct Operands {
  std::vector<Shape> shapes;
  Shape of_call{};
  Inferred of_module{};

  [[nodiscard]] constexpr std::size_t size() const { return shapes.size(); }
  [[nodiscard]] constexpr const Shape& operator[](std::size_t which) const { return shapes[which]; }
  [[nodiscard]] constexpr const Shape& given() const { return of_call; }
  [[nodiscard]] constexpr Inferred through_module() const { return of_module; }
};

/// The shape that an operation gives for inputs of these shapes, or the problem.
constexpr Inferred output_of(const auto& operation, std::vector<Shape> shapes) {
  return operation.output(Operands{std::move(shapes)});
}

/// The short text that drawings have of an operation.
inline std::string label_of(const auto& operation) {
  std::string text;
  operation.label(graft::detail::ReprText{text});
  return text;
}

}  // namespace op_tests
