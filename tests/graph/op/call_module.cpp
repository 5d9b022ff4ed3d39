#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/call_module.hpp>

namespace op_tests::call_module_tests {

TEST_CASE("a call of a module asks the module") {
  static_assert(op::CallModule{}.output(Operands{{{3}}, {}, {{7}}}).shape == Shape{7});
  static constexpr Layer module = Linear{.out = 2};
  static_assert(op::CallModule{}.layer(&module) == &module && op::CallModule::names_module);
}

}  // namespace op_tests::call_module_tests
