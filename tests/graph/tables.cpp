#include "support/doctest.hpp"

#include <graft/graph/tables.hpp>

namespace tables_tests {

using namespace graft;

TEST_CASE("empty tables have no classifier and no problem") {
  constexpr bool empty = [] {
    const Tables tables;
    return tables.modules.empty() && tables.calls.empty() && tables.inputs.empty() && tables.classifier == -1 &&
           tables.check.ok();
  }();
  static_assert(empty);
  static_assert(Module{}.parent == -1 && is_a<op::Input>(Call{}.op) && Call{}.module == -1 && Call{}.input_count == 0);
}

}  // namespace tables_tests
