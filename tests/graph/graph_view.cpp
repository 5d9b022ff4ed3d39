#include "support/doctest.hpp"

#include <string>
#include <string_view>

#include <graft/graph/append.hpp>
#include <graft/graph/describe.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/piece.hpp>
#include <graft/graph/remove.hpp>
#include <graft/graph/replace.hpp>

namespace graph_view_tests {

using namespace graft;

constexpr auto graph = describe([](auto& net) {
  net.class_name("Example");
  net.input({3, 8, 8});
  net.sequential("a", [&] {
    net.conv("0", 4, {.kernel = 3, .padding = 1});
    net.sequential("1", [&] { net.relu("0"), net.relu("10"); });
  });
  net.conv("a1", 4);
  const auto left = net.last();
  net.conv("1", 4);
  net.add(left, net.last());
});
constexpr GraphView net = graph;

TEST_CASE("a path finds the row whose path it is, and no other") {
  static_assert(net.find("a") == 1 && net.find("a.0") == 2 && net.find("a.1") == 3 && net.find("a.1.0") == 4 &&
                net.find("a.1.10") == 5);
  static_assert(net.find("a1") == 6 && net.find("1") == 7 && net.find("") == 0);
  for (ModuleId row{0}; row < net.module_count(); ++row) {
    const GraphView::Path path = net.path(row);
    CAPTURE(std::string(path.view()));
    CHECK(net.find(path.view()) == row);
    for (ModuleId other{0}; other < net.module_count(); ++other) CHECK(net.has_path(other, path.view()) == (other == row));
  }
}

TEST_CASE("what only looks like a path is not found") {
  for (const std::string_view path :
       {"b", "0", "a.", ".a", "a.1.", "a..0", "a.10", "A", "a.0.0", ".", "a1.0", "10", "1.0", " a"}) {
    CAPTURE(std::string(path));
    CHECK(net.find(path) == -1);
  }
  static_assert(GraphView{}.find("") == -1 && GraphView{}.find("a") == -1);
}

TEST_CASE("a module is within itself and its ancestors") {
  static_assert(net.is_within({5}, {5}) && net.is_within({5}, {3}) && net.is_within({5}, {1}) && net.is_within({5}, {0}));
  static_assert(!net.is_within({3}, {5}) && !net.is_within({6}, {1}) && !net.is_within({-1}, {0}));
}

TEST_CASE("a module and all inside it are one run of rows, also after an edit") {
  static_assert(net.end_of({0}) == 8 && net.end_of({1}) == 6 && net.end_of({3}) == 6 && net.end_of({5}) == 6 &&
                net.end_of({7}) == 8);
  const auto runs = [](const GraphView& any) {
    for (ModuleId ancestor{0}; ancestor < any.module_count(); ++ancestor)
      for (ModuleId row{0}; row < any.module_count(); ++row)
        if (any.is_within(row, ancestor) != (row >= ancestor && row < any.end_of(ancestor))) return false;
    return true;
  };
  CHECK(runs(net));
  CHECK(runs(append(net, "a", Named{"2", sequential(Named{"x", ReLU{}}, Named{"y", ReLU{}})}, Named{"3", ReLU{}})));
  CHECK(runs(replace(net, "a.1", sequential(Named{"x", ReLU{}}, Named{"y", ReLU{}}))));
  CHECK(runs(remove(net, "a.1.0")));
}

TEST_CASE("the calls that feed a call are its inputs") {
  static_assert(net.inputs({0}).empty() && net.inputs({1}).size() == 1 && net.inputs({1})[0] == 0);
  constexpr int add = net.call_count() - 1;
  static_assert(is_a<op::Add>(net.call({add}).op) && net.inputs({add}).size() == 2 && net.inputs({add})[0] == add - 2 &&
                net.inputs({add})[1] == add - 1);
}

TEST_CASE("parameters are counted for the network and for each part of it") {
  constexpr std::int64_t in_a = 4 * 27 + 4, a1 = 4 * 4 + 4, one = 4 * 4 + 4;
  static_assert(net.parameter_count() == in_a + a1 + one);
  static_assert(net.parameter_count({1}) == in_a && net.parameter_count({3}) == 0 && net.parameter_count({6}) == a1);
}

TEST_CASE("a module that is called twice costs twice and is counted once") {
  static constexpr auto twice = describe([](auto& any) {
    any.input({4, 5, 5});
    const auto conv = any.module("conv", Conv2d{.out = 4, .bias = false});
    any.call(conv);
    any.call(conv);
  });
  static_assert(twice.parameter_count() == 16 && twice.multiply_add_count() == 2 * 25 * 16);
}

TEST_CASE("kinds are asked by type, and foreign modules are noticed") {
  static_assert(net.is<Conv2d>({2}) && !net.is<ReLU>({2}) && net.is<Sequential>({1}) && net.is<Block>({0}) &&
                !net.has_foreign());
  static constexpr auto foreign = describe([](auto& any) { any.input({3}), any.foreign("body", {5}); });
  static_assert(foreign.view().has_foreign() && foreign.output_shape() == Shape{5});
}

}  // namespace graph_view_tests
