#include "support/doctest.hpp"

#include <graft/graph/describe_problem.hpp>
#include <graft/graph/net.hpp>

namespace describe_problem_tests {

using namespace graft;

TEST_CASE("a problem names where it is, what is wanted and what comes") {
  Net net;
  net.input({3, 4, 4});
  net.conv("conv", 8, {.in = 4});
  CHECK(graft::detail::describe_problem(net.tables()) == "conv takes 4 channels, gets 3");
  Net nowhere;
  nowhere.input({3, 4, 4});
  nowhere.permute({0, 0, 1});
  CHECK(graft::detail::describe_problem(nowhere.tables()) == "the network wants each axis from 0 to 2 once, has 0");
}

}  // namespace describe_problem_tests
