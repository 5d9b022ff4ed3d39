#include "support/torch_doctest.hpp"

#include <type_traits>

#include <graft/train/epoch.hpp>

namespace epoch_tests {

using namespace graft;

TEST_CASE("an epoch is plain data, and one that was not validated has no accuracy rather than one of zero") {
  static_assert(std::is_aggregate_v<Epoch>);
  const Epoch epoch{.index = 1, .of = 3, .train_loss = 0.7};
  CHECK_FALSE(epoch.accuracy.has_value());
  CHECK_FALSE(epoch.val_loss.has_value());
  CHECK(epoch.skipped == 0);
  CHECK(epoch.stage == 1);
  CHECK(epoch.stages == 1);
  CHECK(epoch.val_skipped == 0);
}

}  // namespace epoch_tests
