#include "support/doctest.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include <graft/graph/append.hpp>
#include <graft/graph/body.hpp>
#include <graft/graph/frozen_prefix.hpp>
#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/remove.hpp>
#include <graft/graph/replace.hpp>
#include <graft/graph/to_dot.hpp>
#include <graft/policy/at_stage.hpp>
#include <graft/policy/backbone.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_kind.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/head.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/mlp_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/weights/detail/graph_reader.hpp>
#include <graft/weights/detail/graph_writer.hpp>
#include <graft/zoo/known_network.hpp>

#include "graph/checks.hpp"

namespace catalogue_tests {

using namespace graft;
using graph_tests::check_indices;

/// Calls `visit(graph)` for every network of the zoo, described at run time: the compiler makes no table.
void each_known(const auto& visit) {
  for (const KnownNetwork& known : known_networks()) {
    CAPTURE(std::string(known.name));
    const Tables tables = known.tables();
    visit(GraphView(tables));
  }
}

TEST_CASE("names are torchvision's or timm's, and no network comes twice") {
  const std::vector<std::string> names = network_names();
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
  CHECK(names.size() >= 84);
  CHECK(known_network("efficientnet_b3").default_weights == &EfficientNet_B3::weights::default_);
  CHECK(known_network("resnet50").weights.size() == 3);
}

TEST_CASE("an unknown name is an error with the closest ones") {
  const auto complaint = [](const char* name) {
    try {
      (void)known_network(name);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(complaint("efficientnet-b0").find("the closest are efficientnet_b0, ") != std::string::npos);
  CHECK(complaint("").starts_with("no network of the zoo is called \"\"; the closest are "));
}

/// The features that a network's classifier takes, and its classes: a Linear, a convolution, or an Identity, which has none.
struct Classifies {
  std::int64_t features = 0, classes = 0;
};
Classifies classifies(GraphView net) {
  const Layer& layer = net.module(net.classifier()).layer;
  if (const auto* conv = get_if<Conv2d>(&layer)) return {conv->in, conv->out};
  if (const auto* linear = get_if<Linear>(&layer)) return {linear->in, linear->out};
  REQUIRE(is_a<Identity>(layer));
  return {net.output_shape().elements(), 0};
}

TEST_CASE("every network is sound: rows, shapes, paths, and a classifier of 1000 classes or none") {
  each_known([](GraphView net) {
    REQUIRE(net.check().ok());
    check_indices(net);
    CHECK(net.input_shape()[0] == 3);
    CHECK(net.input_shape()[1] == net.input_shape()[2]);
    const Classifies classifier = classifies(net);
    CHECK(net.output_shape() == Shape{classifier.classes == 0 ? classifier.features : 1000});
    CHECK((classifier.classes == 0 || classifier.classes == 1000));
    CHECK(to_dot(net).starts_with("digraph \"" + class_name(net.module({0}).layer) + "\""));
  });
}

/// The rows that a description says that its network has.
template <class Description>
void compare_room(const Described<Description>*, const Tables& net) {
  if constexpr (requires { Description::room; })
    CHECK(Description::room == GraphSizes{net.modules.size(), net.calls.size(), net.inputs.size()});
}

TEST_CASE("a network has exactly the rows that its description has room for") {
  each_network([]<class Network>(const std::string& name, std::type_identity<Network>) {
    CAPTURE(name);
    using Graph = std::remove_cvref_t<decltype(Network::graph)>;  // the type alone: the table is not made
    compare_room(static_cast<const Graph*>(nullptr), Network::tables());
  });
}

TEST_CASE("every network is read again from what is written of it, to the last row") {
  each_known([](GraphView net) { graph_tests::check_equal(graph_tests::written_and_read(net), net); });
}

/// Frozen rows of a network under a policy.
template <class Policy>
std::vector<char> mask(GraphView net) {
  std::vector<char> frozen(net.modules().size(), 0);
  const auto flags = std::make_unique<bool[]>(frozen.size());
  Policy::mark(net, {flags.get(), frozen.size()});
  std::copy_n(flags.get(), frozen.size(), frozen.begin());
  return frozen;
}
template <class Policy>
int prefix(GraphView net) {
  const auto flags = std::make_unique<bool[]>(net.modules().size());
  Policy::mark(net, {flags.get(), net.modules().size()});
  return frozen_prefix(net, {flags.get(), net.modules().size()});
}

TEST_CASE("what is frozen by path, by kind and by stage is that and no more, in every network") {
  each_known([](GraphView net) {
    const auto all_but = mask<FreezeAllBut<Classifier>>(net), kind = mask<FreezeKind<Conv2d>>(net),
               last = mask<FreezeAllBut<Classifier, LastStage>>(net), stem = mask<Freeze<Stem>>(net);
    for (ModuleId row{1}; row < net.module_count(); ++row) {
      if (parameters(net.module(row).layer) == 0) continue;
      CHECK((all_but[row.index()] != 0) == (row != net.classifier()));
      CHECK((kind[row.index()] != 0) == net.is<Conv2d>(row));
      CHECK((last[row.index()] == 0) == (row == net.classifier() || net.stage(row) == net.last_stage()));
      CHECK((stem[row.index()] != 0) == (net.stage(row) == 0));
    }
  });
}

TEST_CASE("stages follow each other from the stem on, hold all that a backbone learns, and the prefix may be cut behind each") {
  each_known([](GraphView net) {
    REQUIRE(net.last_stage() >= 2);
    CallId end_before{};
    for (int stage = 0; stage <= net.last_stage(); ++stage) {
      std::int64_t of_stage = 0;
      CallId first{}, end{};
      for (ModuleId row{1}; row < net.module_count(); ++row)
        if (net.stage(row) == stage) of_stage += parameters(net.module(row).layer);
      for (CallId call{1}; call < net.call_count(); ++call)
        if (net.calls_module(call) && !net.call(call).auxiliary && net.stage(net.call(call).module) == stage) {
          if (!first.exists()) first = call;
          end = call;
        }
      CAPTURE(stage);
      CHECK(of_stage > 0);
      CHECK(first > end_before);
      end_before = end;
    }
    // What learns outside of the stages is behind the last one, or an auxiliary classifier.
    for (CallId call{1}; call < end_before; ++call) {
      const ModuleId module = net.call(call).module;
      if (module.exists() && !net.call(call).auxiliary && parameters(net.module(module).layer) > 0)
        CHECK(net.stage(module) != no_stage);
    }
    // One value goes on behind the second stage.
    const int cut = prefix<FreezeUpTo<AtStage<2>>>(net);
    CallId last_of_two{};
    for (CallId call{1}; call < net.call_count(); ++call)
      if (net.calls_module(call) && !net.call(call).auxiliary && net.stage(net.call(call).module) == 2) last_of_two = call;
    CHECK(cut > last_of_two);
  });
}

TEST_CASE("the frozen prefix ends right before the classifier, or before a layer that draws beside it") {
  each_known([](GraphView net) {
    // A classifier without parameters does not train, and is part of the prefix.
    const bool has_parameters = net.parameter_count(net.classifier()) > 0;
    const auto flags = std::make_unique<bool[]>(net.modules().size());
    FreezeAllBut<Classifier>::mark(net, {flags.get(), net.modules().size()});
    CallId wanted{1};
    while (wanted < net.call_count() &&
           (net.call(wanted).auxiliary || (!draws(net, {flags.get(), net.modules().size()}, wanted) &&
                                           (!has_parameters || net.call(wanted).module != net.classifier()))))
      ++wanted;
    CHECK(prefix<FreezeAllBut<Classifier>>(net) == wanted);
    // Stochastic depth inside of frozen blocks does not end it: what draws is a dropout beside the classifier.
    if (wanted < net.call_count() && net.is_random(wanted)) {
      CHECK(net.applies<Dropout>(wanted));
      CHECK(net.module(net.call(wanted).module).parent == net.module(net.classifier()).parent);
    }
  });
}

// A head whose layers the table cannot see; at compile time it is a name.
struct OwnHead {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 3, in_features = deduced;
  struct module {};
};

TEST_CASE("every head fits every network, and an edit behind it") {
  each_known([](GraphView net) {
    const std::string classifier(net.path(net.classifier()).view());
    const auto check = [&](const Tables& tables, std::int64_t added) {
      const GraphView made = tables;
      CHECK(made.check().ok());
      check_indices(made);
      CHECK(made.output_shape() == Shape{3});
      CHECK(made.path(made.classifier()) == classifier);
      if (added >= 0) CHECK(made.parameter_count() == net.parameter_count() - net.parameter_count(net.classifier()) + added);
      CHECK(made.input_shape() == net.input_shape());
    };
    const std::int64_t features = classifies(net).features;
    check(replace(net, net.classifier(), graft::detail::HeadPiece<LinearHead<3>>{}), features * 3 + 3);
    check(replace(net, net.classifier(), graft::detail::HeadPiece<MlpHead<3, 16>>{}), features * 16 + 16 + 16 * 3 + 3);
    check(replace(net, net.classifier(), graft::detail::HeadPiece<OwnHead>{}), 0);
    check(replace(net, classifier, sequential(Dropout{}, Linear{3})), features * 3 + 3);
  });
}

TEST_CASE("a head in place of a convolution is 1 x 1 convolutions, and its logits are means of maps") {
  const Tables linear = grafted_tables<SqueezeNet1_1, LinearHead<3>>(), mlp = grafted_tables<SqueezeNet1_1, MlpHead<3, 16>>(),
               own = grafted_tables<SqueezeNet1_1, OwnHead>();
  const GraphView net = linear;
  CHECK(get<Conv2d>(net.module(net.classifier()).layer) == Conv2d{.in = 512, .out = 3});
  CHECK(net.call({net.call_count() - 3}).shape == Shape{3, 13, 13});  // before the pool
  for (ModuleId row{1}; row < GraphView(mlp).module_count(); ++row) CHECK_FALSE(GraphView(mlp).is<Linear>(row));
  CHECK(GraphView(mlp).is<Conv2d>(GraphView(mlp).find("classifier.1.2")));
  CHECK(GraphView(own).is<Foreign>(GraphView(own).classifier()));
  CHECK(GraphView(own).call({GraphView(own).call_count() - 3}).shape == Shape{3, 1, 1});
}

TEST_CASE("without its classifier a network gives features, and as a body maps or a sequence") {
  each_known([](GraphView net) {
    const Tables without = remove(net, net.path(net.classifier()).view());
    CHECK(without.check.ok());
    check_indices(without);
    CHECK(GraphView(without).output_shape() == Shape{classifies(net).features});
    const Tables trunk = body(net);
    CHECK(trunk.check.ok());
    check_indices(trunk);
    CHECK(GraphView(trunk).output_shape().rank() >= 2);
    CHECK(GraphView(trunk).parameter_count() <= net.parameter_count() - net.parameter_count(net.classifier()));
    graph_tests::check_equal(graph_tests::written_and_read(trunk), trunk);
    graph_tests::check_equal(graph_tests::written_and_read(without), without);
  });
}

TEST_CASE("the new ones fit at compile time, too, and by their published numbers") {
  static_assert(HeadFor<LinearHead<2>, MobileNetV3Small> && HeadFor<MlpHead<2, 8>, GoogLeNet> && HeadFor<OwnHead, ViT_B_16>);
  static_assert(HeadFor<LinearHead<2>, SqueezeNet1_1> && HeadFor<OwnHead, SqueezeNet1_1> &&
                !HeadFor<LinearHead<2, 1000>, SqueezeNet1_1>);
  using Probe = Composition<ViT_B_16, LinearHead<2>, FreezeAllBut<Classifier>, SGD>;
  static_assert(Probe::trainable_parameters == 768 * 2 + 2 && Probe::prefix == Probe::graph.call_count() - 1);
}

}  // namespace catalogue_tests
