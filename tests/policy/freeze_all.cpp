#include "support/doctest.hpp"

#include <graft/policy/freeze_all.hpp>
#include <graft/zoo/alexnet.hpp>

#include "support/frozen_names.hpp"

namespace freeze_all_tests {

TEST_CASE("FreezeAll leaves nothing to train") {
  CHECK(graft_tests::trained_names<graft::FreezeAll>(graft::AlexNet::graph).empty());
  CHECK(graft_tests::frozen_names<graft::FreezeAll>(graft::AlexNet::graph).size() == 8);
}

}  // namespace freeze_all_tests
