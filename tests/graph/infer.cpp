#include "support/doctest.hpp"

#include <graft/graph/describe.hpp>
#include <graft/graph/infer.hpp>

namespace infer_tests {

using namespace graft;

constexpr Check problem_of(auto description) {
  Net net;
  description(net);
  return net.tables().check;
}

TEST_CASE("shapes flow through modules and functions") {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 9, 7});
    const auto a = (net.conv("a", 4, {.kernel = 3, .padding = 1}), net.last());
    net.max_pool("pool", {.kernel = 3, .stride = 1, .padding = 1});
    const auto sum = net.add(a, net.last());
    net.from(a);
    net.conv("b", 6);
    net.concat({sum, net.last(), a});
    net.adaptive_avg_pool("avg", {2, 1});
    net.flatten();
    net.dropout("drop");
    net.linear("fc", 5);
  });
  static_assert(graph.check().ok());
  constexpr GraphView net = graph;
  static_assert(net.call({1}).shape == Shape{4, 9, 7} && net.call({3}).shape == Shape{4, 9, 7});
  static_assert(is_a<op::Concat>(net.call({5}).op) && net.call({5}).shape == Shape{14, 9, 7} && net.inputs({5}).size() == 3);
  static_assert(net.call({6}).shape == Shape{14, 2, 1} && net.call({7}).shape == Shape{28} && net.output_shape() == Shape{5});
  static_assert(get<Linear>(net.module(net.find("fc")).layer).in == 28);
}

TEST_CASE("operands of a sum have one shape") {
  constexpr Check check = problem_of([](Net& net) {
    const auto a = net.input({3, 4, 4});
    net.conv("conv", 2);
    net.add(a, net.last());
  });
  static_assert(check == Check{Problem::operands_differ, -1, 48, 32});
}

TEST_CASE("operands of a concatenation differ in channels alone") {
  constexpr Check height = problem_of([](Net& net) {
    const auto a = net.input({3, 4, 4});
    net.max_pool("pool");
    net.concat({a, net.last()});
  });
  static_assert(height == Check{Problem::operands_differ, -1, 48, 12});
  constexpr Check rank = problem_of([](Net& net) {
    const auto a = net.input({3, 4, 4});
    net.flatten();
    net.concat({a, net.last()});
  });
  static_assert(rank.problem == Problem::operands_differ);
  constexpr Check nothing = problem_of([](Net& net) {
    net.input({3, 4, 4});
    net.concat({});
  });
  static_assert(nothing.problem == Problem::operands_differ);
}

TEST_CASE("the first problem is kept, with its module, and nothing behind it is judged") {
  constexpr Check check = problem_of([](Net& net) {
    net.input({3, 4, 4});
    net.conv("fine", 2);
    net.conv("first", 2, {.in = 7});
    net.linear("second", 0);
  });
  static_assert(check == Check{Problem::channels_differ, 2, 7, 2});
}

TEST_CASE("another input shape is inferred through the whole network") {
  Net net;
  net.input({3, 8, 8});
  net.conv("conv", 4, {.kernel = 3});
  net.adaptive_avg_pool("pool", 1);
  net.flatten();
  net.linear("fc", 2);
  Tables tables = std::move(net).tables();
  tables.calls.front().shape = {3, 31, 17};
  infer(tables);
  CHECK(tables.check.ok());
  CHECK(tables.calls[1].shape == Shape{4, 29, 15});
  CHECK(tables.calls.back().shape == Shape{2});
  tables.calls.front().shape = {1, 31, 17};
  infer(tables);
  CHECK(tables.check == Check{Problem::channels_differ, 1, 3, 1});
}

TEST_CASE("what is for auxiliary outputs alone may be left out") {
  Net net;
  net.input({1, 9, 9});
  net.conv("conv", 2);
  net.auxiliary("aux", [&] { net.conv("aux", 3, {.kernel = 5}); });
  net.adaptive_avg_pool("pool", 1);
  Tables tables = net.tables();
  tables.calls.front().shape = {1, 4, 4};
  Tables with_auxiliary = tables;
  infer(tables, 0, false);
  CHECK(tables.check.ok());
  CHECK(tables.calls[1].shape == Shape{2, 4, 4});
  infer(with_auxiliary);
  CHECK(with_auxiliary.check.problem == Problem::window_too_large);
}

}  // namespace infer_tests
