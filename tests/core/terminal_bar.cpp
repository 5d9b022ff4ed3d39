#include "support/doctest.hpp"

#include <graft/core/terminal_bar.hpp>

namespace terminal_bar_tests {

TEST_CASE("a bar is not drawn more than five times a second, but always at the end; without a total, only by the clock") {
  graft::TerminalBar bar;
  bar.begin("x", 10);
  CHECK_FALSE(bar.due(9));
  CHECK(bar.due(10));
  bar.begin("x", 0);
  CHECK_FALSE(bar.due(1'000'000));
}

TEST_CASE("before any time has passed there is no rate, and nothing left to wait for") {
  graft::TerminalBar bar;
  bar.begin("x", 10);
  CHECK(bar.rate(5) == 0);
  CHECK(bar.left(5) == 0);
}

}  // namespace terminal_bar_tests
