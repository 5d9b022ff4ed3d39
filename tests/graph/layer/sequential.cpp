#include "support/doctest.hpp"

#include <graft/graph/layer/layer.hpp>

namespace sequential_tests {

using namespace graft;

TEST_CASE("a Sequential prints its kind, or the name of a class derived from it") {
  static_assert(Sequential{}.class_name() == "Sequential" && Sequential{"MLPBlock"}.class_name() == "MLPBlock");
  static_assert(Sequential{} != Sequential{"MLPBlock"} && kind(Layer{Sequential{"MLPBlock"}}) == "Sequential");
  static_assert(is_container(Sequential{}) && !has_state(Sequential{}));
}

}  // namespace sequential_tests
