#include "support/doctest.hpp"

#include <graft/policy/freeze_none.hpp>
#include <graft/zoo/alexnet.hpp>

#include "support/frozen_names.hpp"

namespace freeze_none_tests {

TEST_CASE("FreezeNone trains everything") {
  CHECK(graft_tests::frozen_names<graft::FreezeNone>(graft::AlexNet::graph).empty());
  CHECK(graft_tests::trained_names<graft::FreezeNone>(graft::AlexNet::graph).size() == 8);
}

}  // namespace freeze_none_tests
