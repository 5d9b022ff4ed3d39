#include "support/doctest.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

#include <graft/graph/describe.hpp>
#include <graft/graph/frozen_prefix.hpp>
#include <graft/policy/freeze.hpp>
#include <graft/policy/freeze_all.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_kind.hpp>
#include <graft/policy/freeze_none.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/zoo/catalogue.hpp>

namespace frozen_prefix_tests {

using namespace graft;

template <class Backbone, class Policy>
constexpr int prefix = frozen_prefix(Backbone::graph,
                                     freeze_mask<Policy, GraphView(Backbone::graph).modules().size()>(Backbone::graph));

/// The first call behind the prefix: its module's path, or what it does.
template <class Backbone, class Policy>
std::string next() {
  const GraphView net = Backbone::graph;
  constexpr CallId first{prefix<Backbone, Policy>};
  if (first == net.call_count()) return "the end";
  const Call& call = net.call(first);
  return net.calls_module(first) ? std::string(net.path(call.module).view()) : std::string(kind(call.op));
}

TEST_CASE("the prefix of other families ends where learning, or drawing, begins") {
  CHECK(next<MobileNetV3Small, FreezeAllBut<Classifier>>() == "classifier.2");  // a Dropout
  CHECK(next<MobileNetV3Small, FreezeAllBut<At<"features.9">>>() == "features.9.block.0.0");
  CHECK(next<GoogLeNet, FreezeAllBut<Classifier>>() == "dropout");
  CHECK(next<GoogLeNet, FreezeAllBut<At<"inception5b.branch3">>>() == "inception5b.branch1.conv");  // branches begin together
  CHECK(next<GoogLeNet, FreezeAllBut<At<"aux1">, Fc>>() == "dropout");  // which runs beside the others
  CHECK(next<ViT_B_16, FreezeAllBut<Classifier>>() == "heads.head");
  CHECK(next<ViT_B_16, FreezeAllBut<At<"encoder.layers.encoder_layer_11">>>() == "encoder.layers.encoder_layer_11.ln_1");
  CHECK(next<ViT_B_16, FreezeAllBut<At<"encoder.pos_embedding">>>() == "get_attr");
  static_assert(prefix<ViT_B_16, FreezeAllBut<At<"class_token">>> == 4);  // the patches, which it stands in front of
}

TEST_CASE("ResNet-50's frozen prefix ends where learning begins, at one value") {
  CHECK(next<ResNet50, FreezeAllBut<Fc>>() == "fc");
  CHECK(next<ResNet50, FreezeAllBut<Classifier>>() == "fc");
  CHECK(next<ResNet50, FreezeAllBut<Layer4>>() == "layer4.0.conv1");
  CHECK(next<ResNet50, FreezeAllBut<Fc, At<"layer4.2">>>() == "layer4.2.conv1");
  CHECK(next<ResNet50, FreezeUpTo<Layer3>>() == "layer4.0.conv1");
  CHECK(next<ResNet50, FreezeUpTo<At<"maxpool">>>() == "layer1.0.conv1");
  CHECK(next<ResNet50, Freeze<At<"conv1">, At<"bn1">, Layer1>>() == "layer2.0.conv1");
  CHECK(next<ResNet50, FreezeAll>() == "the end");
}

TEST_CASE("without a frozen start there is nothing but the input") {
  static_assert(prefix<ResNet50, FreezeNone> == 1 && prefix<ResNet50, FreezeAllBut<At<"conv1">>> == 1);
  static_assert(prefix<ResNet50, Freeze<Layer1>> == 1 && prefix<ResNet50, FreezeKind<BatchNorm2d>> == 1);
  static_assert(prefix<ResNet50, FreezeKind<Conv2d>> == 2 && prefix<AlexNet, FreezeNone> == 1);
}

TEST_CASE("inside a residual block two values are alive, so the prefix ends before it") {
  CHECK(next<ResNet50, FreezeAllBut<Fc, At<"layer4.1.conv3">>>() == "layer4.1.conv1");
  CHECK(next<ResNet50, FreezeAllBut<Fc, At<"layer4.0.downsample">>>() == "layer4.0.conv1");
  CHECK(next<ResNet50, FreezeUpTo<At<"layer3.2.conv2">>>() == "layer3.2.conv1");
}

TEST_CASE("AlexNet's prefix ends before its first dropout, which draws anew in each pass") {
  CHECK(next<AlexNet, FreezeAllBut<Classifier>>() == "classifier.0");
  CHECK(next<AlexNet, FreezeAll>() == "the end");  // nothing that it could regularise trains
  CHECK(next<AlexNet, FreezeUpTo<At<"classifier.4">>>() == "classifier.0");
  CHECK(next<AlexNet, FreezeUpTo<At<"features">>>() == "classifier.0");
  CHECK(next<AlexNet, FreezeUpTo<At<"features.5">>>() == "features.6");
  CHECK(next<AlexNet, FreezeKind<Conv2d>>() == "classifier.0");
  CHECK(next<AlexNet, FreezeKind<Linear>>() == "features.0");
}

// input -> a -> b -> c -> (b + c) -> d, and the input once more at the end when asked.
struct Branching {
  static constexpr auto graph = describe([](auto& net) {
    net.input({4, 6, 6});
    net.conv("a", 4);
    const auto b = (net.conv("b", 4), net.last());
    net.conv("c", 4);
    net.add(b, net.last());
    net.conv("d", 4);
  });
};

constexpr int prefix_of(GraphView net, std::initializer_list<std::string_view> trained) {
  std::array<bool, 16> frozen{};
  frozen.fill(true);
  for (const std::string_view path : trained) frozen[net.find(path).index()] = false;
  return frozen_prefix(net, std::span<const bool>(frozen).first(net.modules().size()));
}

TEST_CASE("the cut of a branching graph leaves one value to go on with") {
  constexpr GraphView net = Branching::graph;
  static_assert(prefix_of(net, {"a"}) == 1 && prefix_of(net, {"b"}) == 2);
  static_assert(prefix_of(net, {"c"}) == 3);  // b alone goes on, though it is used twice
  static_assert(prefix_of(net, {"d"}) == 5 && prefix_of(net, {}) == 6);
}

TEST_CASE("an input that is used again at the end leaves nothing to keep") {
  static constexpr auto graph = describe([](auto& net) {
    const auto start = net.input({4, 6, 6});
    net.conv("a", 4);
    net.conv("b", 4);
    net.add(start, net.last());
    net.conv("c", 4);
  });
  static_assert(prefix_of(graph, {"b"}) == 1 && prefix_of(graph, {"c"}) == 4);
}

TEST_CASE("a value that nobody uses does not keep the prefix from going on") {
  static constexpr auto graph = describe([](auto& net) {
    const auto start = net.input({4, 6, 6});
    net.conv("dead", 4);
    net.from(start);
    net.conv("a", 4);
    net.conv("b", 4);
  });
  static_assert(prefix_of(graph, {"b"}) == 3);
}

TEST_CASE("a module that the table cannot see into ends the prefix, and a graph of nothing has none") {
  static constexpr auto graph = describe([](auto& net) {
    net.input({4, 6, 6});
    net.conv("a", 4);
    net.foreign("body", {5});
    net.linear("fc", 2);
  });
  static_assert(prefix_of(graph, {"fc"}) == 2);
  static_assert(frozen_prefix(GraphView{}, {}) == 0);
}

}  // namespace frozen_prefix_tests
