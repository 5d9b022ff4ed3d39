#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/get_attr.hpp>

namespace op_tests::get_attr_tests {

TEST_CASE("a parameter has no inputs, and the shape of its row") {
  static_assert(op::GetAttr{}.output(Operands{{}, {}, {{5, 16}}}).shape == Shape{5, 16});
  static_assert(op::GetAttr::most_inputs == 0 && op::GetAttr::names_module);
  static constexpr Layer parameter = Parameter{.shape = {5, 16}};
  static_assert(op::GetAttr{}.layer(&parameter) == nullptr);  // it applies none
}

}  // namespace op_tests::get_attr_tests
