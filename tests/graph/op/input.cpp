#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/input.hpp>

namespace op_tests::input_tests {

TEST_CASE("the input has the shape that it was given") {
  static_assert(op::Input{}.output(Operands{{}, {3, 8, 8}}).shape == Shape{3, 8, 8});
  static_assert(op::Input::most_inputs == 0 && !op::Input::names_module);
}

}  // namespace op_tests::input_tests
