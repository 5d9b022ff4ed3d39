#include "support/torch_doctest.hpp"

#include <algorithm>
#include <vector>

#include <graft/data/loader/epoch_order.hpp>

namespace epoch_order_tests {

TEST_CASE("an epoch goes once through all, in an order of its own") {
  const auto first = graft::epoch_order(50, true, 1, 0);
  CHECK(graft::epoch_order(50, true, 1, 0) == first);
  CHECK(graft::epoch_order(50, true, 1, 1) != first);
  CHECK(graft::epoch_order(50, true, 2, 0) != first);
  auto sorted = first;
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted == graft::epoch_order(50, false, 1, 0));
  CHECK(sorted.front() == 0);
  CHECK(sorted.back() == 49);
  CHECK(graft::epoch_order(0, true, 1, 0).empty());
}

}  // namespace epoch_order_tests
