#include "support/doctest.hpp"

#include <string>
#include <string_view>

#include <graft/graph/describe.hpp>
#include <graft/graph/replace.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

#include "graph/checks.hpp"

namespace replace_tests {

using namespace graft;

constexpr auto linear(std::int64_t out) {
  return [out](Net& net, std::string_view name) { net.linear(name, out); };
}
constexpr auto mlp(std::int64_t hidden, std::int64_t out) {
  return [=](Net& net, std::string_view name) {
    net.sequential(name, [&] { net.linear("0", hidden), net.relu("1"), net.linear("2", out); });
  };
}

using graph_tests::check_indices;

TEST_CASE("a linear head takes the place of ResNet-50's fc") {
  const GraphView before = ResNet50::graph;
  const Tables after = replace(before, before.classifier(), linear(2));
  const GraphView net = after;
  check_indices(after);
  CHECK(net.check().ok());
  CHECK(net.output_shape() == Shape{2});
  CHECK(net.module_count() == before.module_count());
  CHECK(net.call_count() == before.call_count());
  CHECK(net.classifier() == net.find("fc"));
  CHECK(net.classifier() == before.classifier());
  CHECK(get<Linear>(net.module(net.classifier()).layer) == Linear{.out = 2, .in = 2048});
  CHECK(net.parameter_count() == before.parameter_count() - 2'049'000 + 4'098);
  for (int row = 0; row < before.classifier(); ++row) {
    CHECK(net.module({row}).layer == before.module({row}).layer);
    CHECK(net.path({row}) == before.path({row}));
  }
}

TEST_CASE("the edit is a constant expression") {
  constexpr bool good = [] {
    const GraphView before = ResNet18::graph;
    const Tables after = replace(before, before.classifier(), mlp(64, 3));
    const GraphView net = after;
    return net.check().ok() && net.output_shape() == Shape{3} && net.find("fc.2") == net.classifier() + 3;
  }();
  static_assert(good);
}

TEST_CASE("a Sequential head is longer than what it replaces") {
  const GraphView before = ResNet18::graph;
  const Tables after = replace(before, before.classifier(), mlp(64, 3));
  const GraphView net = after;
  check_indices(after);
  CHECK(net.module_count() == before.module_count() + 3);
  CHECK(net.call_count() == before.call_count() + 2);
  CHECK(net.parameter_count(net.classifier()) == 512 * 64 + 64 + 64 * 3 + 3);
  CHECK(net.is<Sequential>(net.classifier()));
  CHECK(get<Linear>(net.module(net.find("fc.0")).layer).in == 512);
}

TEST_CASE("a whole Sequential is replaced by one layer") {
  const GraphView before = AlexNet::graph;
  const Tables after = replace(before, before.find("classifier"), linear(3));
  const GraphView net = after;
  check_indices(after);
  CHECK(net.check().ok());
  CHECK(net.find("classifier.1") == -1);
  CHECK(net.classifier() == net.find("classifier"));  // the old classifier, classifier.6, was inside it
  CHECK(net.parameter_count(net.classifier()) == 9216 * 3 + 3);
  CHECK(net.output_shape() == Shape{3});
  CHECK(net.call_count() == before.call_count() - 6);
}

TEST_CASE("the last layer inside a Sequential keeps its place and name") {
  const GraphView before = AlexNet::graph;
  const Tables after = replace(before, before.classifier(), mlp(10, 3));
  const GraphView net = after;
  check_indices(after);
  CHECK(net.path(net.classifier()) == "classifier.6");
  CHECK(net.path({net.classifier() + 1}) == "classifier.6.0");
  CHECK(net.output_shape() == Shape{3});
}

TEST_CASE("a module in the middle is replaced where what follows still fits") {
  const GraphView before = AlexNet::graph;
  const auto wider = [](Net& net, std::string_view name) {
    net.block(name, "Pair",
              [&] { net.conv("a", 100, {.kernel = 3, .padding = 1}), net.conv("b", 384, {.kernel = 3, .padding = 1}); });
  };
  const Tables after = replace(before, before.find("features.6"), wider);
  const GraphView net = after;
  check_indices(after);
  CHECK(net.check().ok());
  CHECK(net.path({net.find("features.6.b") + 1}) == "features.7");
  CHECK(get<Conv2d>(net.module(net.find("features.6.a")).layer).in == 192);
  CHECK(net.path(net.classifier()) == "classifier.6");
  CHECK(net.output_shape() == Shape{1000});
}

TEST_CASE("a module in the middle is refused where what follows does not fit, and the follower is named") {
  const GraphView before = AlexNet::graph;
  const Tables after = replace(before, before.find("features.6"), [](Net& net, std::string_view name) { net.conv(name, 100); });
  CHECK(after.check == Check{Problem::channels_differ, before.find("features.8"), 384, 100});
}

TEST_CASE("a piece that branches is spliced in with its inputs") {
  static constexpr auto chain = describe([](auto& net) {
    net.input({4, 6, 6});
    net.conv("first", 4);
    net.conv("middle", 4);
    net.relu("last");
  });
  const GraphView before = chain;
  const Tables after = replace(before, before.find("middle"), [](Net& net, std::string_view name) {
    const auto start = net.last();
    net.block(name, "Residual", [&] { net.conv("conv", 4), net.add(net.last(), start); });
  });
  const GraphView net = after;
  check_indices(after);
  CHECK(net.check().ok());
  REQUIRE(net.call_count() == 5);
  CHECK(is_a<op::Add>(net.call({3}).op));
  CHECK(net.inputs({3})[0] == 2);
  CHECK(net.inputs({3})[1] == 1);
  CHECK(net.inputs({4})[0] == 3);
}

TEST_CASE("a residual block is replaced whole, with the addition inside it") {
  const GraphView resnet = ResNet50::graph;
  const Tables after = replace(resnet, "layer1.1", Conv2d{.out = 256, .kernel = 3, .padding = 1});
  check_indices(after);
  CHECK(after.check.ok());
  CHECK(GraphView(after).is<Conv2d>(GraphView(after).find("layer1.1")));
  CHECK(GraphView(after).output_shape() == Shape{1000});
}

TEST_CASE("what is not one run of calls is refused") {
  const GraphView resnet = ResNet50::graph;
  const auto problem = [&](std::string_view path) { return replace(resnet, resnet.find(path), linear(2)).check; };
  CHECK(problem("layer1.1.relu") == Check{Problem::not_one_chain, resnet.find("layer1.1.relu"), 0, 0});  // called three times
  CHECK(problem("layer1.7").problem == Problem::no_such_path);
  CHECK(problem("").problem == Problem::no_such_path);  // the network itself

  static constexpr auto peeked = describe([](auto& net) {
    net.input({4, 6, 6});
    net.sequential("body", [&] { net.conv("0", 4), net.conv("1", 4); });
    net.module("unused", ReLU{});
    net.add(net.last(), CallId{1});
  });
  const GraphView view = peeked;
  CHECK(replace(view, view.find("body"), linear(2)).check.problem == Problem::not_one_chain);  // its middle is used outside
  CHECK(replace(view, view.find("body.1"), [](Net& net, std::string_view name) { net.conv(name, 4); }).check.ok());
  CHECK(replace(view, view.find("unused"), linear(2)).check.problem == Problem::not_one_chain);
}

TEST_CASE("a projection on the shortcut of a residual block is a chain of its own") {
  const GraphView before = ResNet50::graph;
  const Tables after = replace(before, before.find("layer2.0.downsample"),
                               [](Net& net, std::string_view name) { net.conv(name, 512, {.stride = 2}); });
  const GraphView net = after;
  check_indices(after);
  CHECK(net.check().ok());
  CHECK(net.is<Conv2d>(net.find("layer2.0.downsample")));
  CHECK(net.find("layer2.0.downsample.0") == -1);
  CHECK(net.path(net.classifier()) == "fc");
}

TEST_CASE("a problem inside the piece is named at its place in the whole") {
  const GraphView before = ResNet18::graph;
  const Tables after = replace(before, before.classifier(), mlp(0, 3));
  CHECK(after.check == Check{Problem::sizes_not_positive, before.classifier() + 1, 1, 0});
}

TEST_CASE("a piece of nothing is refused: remove() takes a module out") {
  const GraphView before = AlexNet::graph;
  CHECK(replace(before, before.find("classifier.0"), [](Net&, std::string_view) {}).check.problem == Problem::not_one_module);
}

TEST_CASE("edits of edits work, and a broken network stays as broken as it was") {
  const GraphView before = AlexNet::graph;
  const Tables once = replace(before, before.classifier(), linear(7));
  const GraphView view = once;
  const Tables twice = replace(view, view.classifier(), linear(3));
  CHECK(GraphView(twice).output_shape() == Shape{3});
  const Tables broken = replace(before, before.find("features.6"), linear(0));
  CHECK(replace(broken, ModuleId{1}, linear(3)).check == broken.check);
}

}  // namespace replace_tests
