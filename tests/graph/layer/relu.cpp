#include "support/doctest.hpp"

#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/layer/relu.hpp>

namespace relu_tests {

TEST_CASE("relu keeps any shape, and prints inplace as torchvision's does") {
  static_assert(graft::ReLU{}.output({64, 7, 7}).shape == graft::Shape{64, 7, 7});
  static_assert(graft::ReLU{}.inplace);
}

TEST_CASE("relu prints nothing where it is not in place") {
  CHECK(graft::extra_repr(graft::ReLU{}) == "inplace=True");
  CHECK(graft::extra_repr(graft::ReLU{.inplace = false}).empty());
}

}  // namespace relu_tests
