#include "support/doctest.hpp"

#include <graft/graph/describe.hpp>

namespace describe_tests {

using namespace graft;

struct Description {
  constexpr void operator()(auto& net) const {
    net.input({3, 4, 4});
    net.conv("conv", 2);
  }
};

TEST_CASE("a lambda and a function object describe the same graph") {
  static constexpr auto from_lambda = describe([](auto& net) {
    net.input({3, 4, 4});
    net.conv("conv", 2);
  });
  static_assert(from_lambda.parameter_count() == 8 && described<Description>.parameter_count() == 8);
  static_assert(described<Description>.find("conv") == 1 && described<Description>.output_shape() == Shape{2, 4, 4});
  CHECK(GraphView(described<Description>).module({1}).layer == from_lambda.view().module({1}).layer);
}

TEST_CASE("a graph that does not fit together is a constant too, with its problem in it") {
  static constexpr auto broken = describe([](auto& net) {
    net.input({3, 4, 4});
    net.conv("conv", 2, {.in = 5});
  });
  static_assert(broken.check() == Check{Problem::channels_differ, 1, 5, 3});
}

}  // namespace describe_tests
