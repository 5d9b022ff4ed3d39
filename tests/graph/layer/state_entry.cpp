#include "support/doctest.hpp"

#include <graft/graph/layer/state_entry.hpp>

namespace state_entry_tests {

using namespace graft;

TEST_CASE("an entry is a parameter unless it says otherwise") {
  static_assert(StateEntry{"weight", {3}}.role == StateEntry::Role::parameter);
  static_assert(StateEntry{"weight", {3}} != StateEntry{"weight", {3}, StateEntry::Role::buffer});
  static_assert(StateEntry{"weight", {3}} != StateEntry{"weight", {4}} && StateEntry{"weight", {3}} != StateEntry{"bias", {3}});
}

}  // namespace state_entry_tests
