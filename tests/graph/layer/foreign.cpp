#include "support/doctest.hpp"

#include <graft/graph/layer/foreign.hpp>

namespace foreign_tests {

TEST_CASE("a module that the table cannot see gives what it says, whatever comes in") {
  constexpr graft::Foreign module{{512}};
  static_assert(module.output({3, 224, 224}).shape == graft::Shape{512});
  static_assert(module.output({}).problem == graft::Problem::none);
}

}  // namespace foreign_tests
