#include "support/doctest.hpp"

#include <graft/graph/describe.hpp>

namespace describe_tests {

using namespace graft;

struct Description {
  constexpr void operator()(auto& net) const {
    net.input({3, 4, 4});
    const auto first = net.call(net.module("conv", Conv2d{.out = 2}));
    net.sequential("again", [&] { net.relu("0"); });
    net.add(net.last(), first);
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

/// The same network, and what it is said to take.
template <GraphSizes Room>
struct WithRoom : Description {
  static constexpr GraphSizes room = Room;
};

template <GraphSizes Room>
void check_room() {
  constexpr GraphView net = described<WithRoom<Room>>;
  static_assert(net.module_count() == 4 && net.call_count() == 4 && net.all_inputs().size() == 4);
  static_assert(net.check().ok() && net.parameter_count() == 8 && net.output_shape() == Shape{2, 4, 4});
  static_assert(net.path({3}).view() == "again.0" && net.inputs({3}).front() == 2 && net.inputs({3}).back() == 1);
}

TEST_CASE("a room that is exact, too large or too small for the modules, the calls or the inputs makes the same graph") {
  check_room<GraphSizes{4, 4, 4}>();
  check_room<GraphSizes{9, 8, 7}>();
  check_room<GraphSizes{1, 4, 4}>();
  check_room<GraphSizes{4, 3, 4}>();
  check_room<GraphSizes{4, 4, 0}>();
  check_room<GraphSizes{2, 2, 2}>();
}

}  // namespace describe_tests
