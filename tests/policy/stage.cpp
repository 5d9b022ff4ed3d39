#include "support/doctest.hpp"

#include <concepts>

#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_none.hpp>
#include <graft/policy/stage.hpp>

namespace stage_tests {

using namespace graft;

TEST_CASE("a stage is so many epochs under a policy, and nothing that could be taken for a policy itself") {
  using Head = Stage<3, FreezeAllBut<Fc>>;
  static_assert(Head::epochs == 3 && std::same_as<Head::freeze, FreezeAllBut<Fc>>);
  static_assert(!FreezePolicy<Head> && !std::same_as<Head, Stage<4, FreezeAllBut<Fc>>> &&
                !std::same_as<Head, Stage<3, FreezeNone>>);
}

}  // namespace stage_tests
