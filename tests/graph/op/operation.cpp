#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/operation.hpp>

namespace op_tests::operation_tests {

TEST_CASE("an operation answers for its kind") {
  static_assert(is_a<op::Add>(Operation{op::Add{}}) && !is_a<op::Add>(Operation{op::Multiply{}}));
  static_assert(kind(Operation{op::Concat{}}) == "concat" && kind(Operation{}) == "input");
  static_assert(names_module(op::CallModule{}) && names_module(op::GetAttr{}) && !names_module(op::CallLayer{}));
  static_assert(takes(op::Add{}, 2) && !takes(op::Add{}, 1) && takes(op::Concat{}, 9) && !takes(op::Input{}, 1));
  CHECK(label_of(op::Select{0, 2}) == "select 2");
}

}  // namespace op_tests::operation_tests
