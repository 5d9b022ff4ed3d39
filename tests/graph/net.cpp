#include "support/doctest.hpp"

#include <array>
#include <string>

#include <graft/graph/describe.hpp>
#include <graft/graph/net.hpp>

namespace net_tests {

using namespace graft;

constexpr Check problem_of(auto description) {
  Net net;
  description(net);
  return net.tables().check;
}

TEST_CASE("a shortcut registers a module and calls it on the last value") {
  static constexpr auto graph = describe([](auto& net) {
    net.class_name("Tiny");
    net.input({3, 4, 4});
    net.conv("conv", 2, {.kernel = 3, .bias = false});
    net.batch_norm("bn");
    net.relu("relu");
    net.flatten();
    net.dropout("drop", {.p = 0.1});
    net.linear("fc", 5, {.bias = false});
  });
  constexpr GraphView net = graph;
  static_assert(graph.check().ok() && net.module_count() == 6 && net.call_count() == 7);
  static_assert(get<Block>(net.module({0}).layer).name == "Tiny" && net.module({0}).parent == -1);
  static_assert(get<Conv2d>(net.module({1}).layer) == Conv2d{.in = 3, .out = 2, .kernel = 3, .bias = false});
  static_assert(get<BatchNorm2d>(net.module({2}).layer).channels == 2);
  static_assert(get<Dropout>(net.module({4}).layer).p == 0.1);
  static_assert(get<Linear>(net.module({5}).layer) == Linear{.out = 5, .in = 8, .bias = false});
  for (CallId row{1}; row < net.call_count(); ++row) CHECK(net.inputs(row).front() == row - 1);
}

TEST_CASE("modules are registered in one order and called in another") {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 4, 4});
    const auto relu = net.module("relu", ReLU{});
    const auto conv = net.module("conv", Conv2d{.out = 3});
    net.call(conv);
    net.call(relu);
    net.call(relu);
  });
  constexpr GraphView net = graph;
  static_assert(net.find("relu") == 1 && net.find("conv") == 2);
  static_assert(net.call({1}).module == 2 && net.call({2}).module == 1 && net.call({3}).module == 1);
}

TEST_CASE("from goes on at an earlier value") {
  static constexpr auto graph = describe([](auto& net) {
    const auto start = net.input({3, 4, 4});
    net.conv("left", 3);
    const auto left = net.last();
    net.from(start);
    net.conv("right", 3);
    net.add(left, net.last());
    net.relu("relu");
  });
  constexpr GraphView net = graph;
  static_assert(net.inputs({2})[0] == 0 && net.inputs({3})[0] == 1 && net.inputs({3})[1] == 2 && net.inputs({4})[0] == 3);
}

TEST_CASE("containers nest, and the modules behind them are outside") {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 4, 4});
    net.sequential("outer", [&] {
      net.block("0", "Inner", [&] { net.relu("act"); });
      net.relu("1");
    });
    net.relu("act");
  });
  constexpr GraphView net = graph;
  static_assert(graph.check().ok() && net.path({3}) == "outer.0.act" && net.path({4}) == "outer.1" && net.path({5}) == "act");
  static_assert(get<Block>(net.module({2}).layer).name == "Inner");
  static_assert(net.call_count() == 4);
}

TEST_CASE("calling a Sequential calls its modules in order, nested ones too") {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 4, 4});
    const auto body = net.sequential("body", [&] {
      net.module("0", Conv2d{.out = 2});
      net.container("1", Sequential{}, [&] {
        net.module("0", BatchNorm2d{});
        net.module("1", ReLU{});
      });
      net.module("2", Conv2d{.out = 4});
    });
    net.module("unused", ReLU{});
    net.call(body);
  });
  constexpr GraphView net = graph;
  static_assert(graph.check().ok() && net.call_count() == 5 && net.output_shape() == Shape{4, 4, 4});
  static_assert(net.call({1}).module == 2 && net.call({2}).module == 4 && net.call({3}).module == 5 &&
                net.call({4}).module == 6);
}

TEST_CASE("a block runs where its modules are called, and is not called itself") {
  constexpr Check direct = problem_of([](Net& net) {
    net.input({3, 4, 4});
    net.call(net.block("block", "Block", [&] { net.relu("relu"); }));
  });
  static_assert(direct == Check{Problem::block_called, 1, 0, 0});
  constexpr Check inside_a_sequential = problem_of([](Net& net) {
    net.input({3, 4, 4});
    net.call(net.sequential("body", [&] { net.block("0", "Block", [] {}); }));
  });
  static_assert(inside_a_sequential == Check{Problem::block_called, 2, 0, 0});
}

TEST_CASE("names are one word of at most 31 characters") {
  static constexpr std::string_view longest = "abcdefghijklmnopqrstuvwxyz01234";
  static_assert(longest.size() == 31);
  static_assert(problem_of([](Net& net) { net.module(longest, ReLU{}); }).ok());
  static_assert(problem_of([](Net& net) { net.module("abcdefghijklmnopqrstuvwxyz012345", ReLU{}); }) ==
                Check{Problem::name_not_allowed, 1, 31, 0});
  static_assert(problem_of([](Net& net) { net.module("", ReLU{}); }).problem == Problem::name_not_allowed);
  static_assert(problem_of([](Net& net) { net.module("a.b", ReLU{}); }).problem == Problem::name_not_allowed);
  static_assert(problem_of([](Net& net) { net.block("a", "AClassNameThatIsLongerThan31Letters", [] {}); }).problem ==
                Problem::name_not_allowed);
}

TEST_CASE("two modules of one parent have two names") {
  static_assert(problem_of([](Net& net) { net.module("a", ReLU{}), net.module("b", ReLU{}), net.module("a", ReLU{}); }) ==
                Check{Problem::duplicate_name, 3, 0, 0});
  constexpr Check behind_a_container = problem_of([](Net& net) {
    net.sequential("a", [&] { net.module("0", ReLU{}), net.module("1", ReLU{}); });
    net.module("a", ReLU{});
  });
  static_assert(behind_a_container.problem == Problem::duplicate_name);
  constexpr Check other_parents = problem_of([](Net& net) {
    net.module("0", ReLU{});
    net.sequential("a", [&] { net.module("0", ReLU{}), net.module("a", ReLU{}); });
    net.sequential("b", [&] { net.module("0", ReLU{}); });
  });
  static_assert(other_parents.ok());
}

TEST_CASE("a call before the input is a problem, not a crash") {
  constexpr Check check = problem_of([](Net& net) {
    net.conv("conv", 3);
    net.input({3, 4, 4});
    net.flatten();
  });
  static_assert(check == Check{Problem::no_input, 1, 0, 0});
}

TEST_CASE("a network is described at run time as at compile time") {
  const auto description = [](Net& net, int layers) {
    net.input({3, 4, 4});
    for (int i = 0; i < layers; ++i) net.conv("conv" + std::to_string(i), 3);
  };
  Net net;
  description(net, 300);  // more than what is reserved
  CHECK(net.tables().check.ok());
  CHECK(GraphView(net.tables()).parameter_count() == 300 * 12);
  CHECK(GraphView(net.tables()).find("conv299") == 300);
}

constexpr auto small_backbone = describe([](auto& net) {
  net.input({3, 8, 8});
  net.sequential("features", [&] {
    net.stage(1);
    net.block("0", "Part", [&] {
      const auto before = net.last();
      net.conv("conv", 3, {.kernel = 3, .padding = 1});  // 1
      net.add(before, net.last());                       // 2
    });
    net.auxiliary("aux", [&] { net.conv("aux", 2); });  // 3
    net.conv("1", 6, {.kernel = 3, .stride = 2});       // 4
    net.conv("2", 7);                                   // 5
  });
  net.flatten();
  net.classifier(net.linear("fc", 10));
});

TEST_CASE("a backbone is embedded as far as some of its values need it, its `features` left out") {
  Net net;
  net.input({3, 8, 8});
  net.apply(ReLU{});
  std::array<CallId, 2> values{{{2}, {4}}};
  const ModuleId trunk = net.embed("backbone", small_backbone, values);
  const GraphView made = net.tables();
  REQUIRE(made.check().ok());
  CHECK(made.trunk() == trunk);
  CHECK(made.find("backbone.0.conv").exists());
  CHECK(made.find("backbone.1").exists());
  for (const char* path : {"backbone.2", "backbone.aux", "backbone.features", "backbone.fc"}) CHECK(!made.find(path).exists());
  CHECK(made.call_count() == 5);  // the input, the ReLU, and three of the backbone's
  CHECK(made.call(values[0]).shape == Shape{3, 8, 8});
  CHECK(made.call(values[1]).shape == Shape{6, 3, 3});
  CHECK(net.last() == values[1]);
  CHECK(made.inputs(values[0])[0] == 1);  // the ReLU is what the backbone begins with
  CHECK(made.stage(made.find("backbone.0.conv")) == 1);
  CHECK(made.outputs().empty());
  CHECK(made.module(made.find("backbone.1")).origin == small_backbone.find("features.1"));
}

TEST_CASE("for an input of another size, the shapes of an embedded backbone are inferred anew") {
  Net net;
  net.input({3, 10, 12});
  std::array<CallId, 1> values{{{4}}};
  net.embed("backbone", small_backbone, values);
  CHECK(net.tables().check.ok());
  CHECK(net.shape(values[0]) == Shape{6, 4, 5});
}

}  // namespace net_tests
