#include "support/doctest.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
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
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_kind.hpp>
#include <graft/policy/head.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/mlp_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/weights/detail/graph_reader.hpp>
#include <graft/weights/detail/graph_writer.hpp>
#include <graft/zoo/catalogue.hpp>

#include "graph/checks.hpp"

namespace catalogue_tests {

using namespace graft;
using graph_tests::check_indices;

TEST_CASE("names are torchvision's, in alphabetical order, and no network comes twice") {
  std::vector<std::string> names;
  each_network([&](const char* name, auto) { names.emplace_back(name); });
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  CHECK(names.size() >= 11);
}

TEST_CASE("every network is sound: rows, shapes, paths, and a Linear for 1000 classes at its end") {
  each_network([]<class Network>(const std::string& name, std::type_identity<Network>) {
    CAPTURE(name);
    const GraphView net = Network::graph;
    REQUIRE(net.check().ok());
    check_indices(net);
    CHECK(net.input_shape() == Shape{3, 224, 224});
    CHECK(net.output_shape() == Shape{1000});
    REQUIRE(net.is<Linear>(net.classifier()));
    CHECK(std::get<Linear>(net.module(net.classifier()).layer).out == 1000);
    CHECK(to_dot(net).starts_with("digraph \"" + class_name(net.module({0}).layer) + "\""));
  });
}

/// The rows that a description said that its network has.
template <class Description>
void compare_room(const Described<Description>& net) {
  if constexpr (requires { Description::room; })
    CHECK(Description::room == GraphSizes{net.modules().size(), net.calls().size(), net.all_inputs().size()});
}
void compare_room(const auto&) {}  // a Graph, which is of exact size

TEST_CASE("a network has exactly the rows that its description has room for") {
  each_network([]<class Network>(const std::string& name, std::type_identity<Network>) {
    CAPTURE(name);
    compare_room(Network::graph);
  });
}

TEST_CASE("every network is read again from what is written of it, to the last row") {
  each_network([]<class Network>(const std::string& name, std::type_identity<Network>) {
    CAPTURE(name);
    graph_tests::check_equal(graph_tests::written_and_read(Network::graph), Network::graph);
  });
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

TEST_CASE("what is frozen by path and by kind is that and no more, in every network") {
  each_network([]<class Network>(const std::string& name, std::type_identity<Network>) {
    CAPTURE(name);
    const GraphView net = Network::graph;
    const auto all_but = mask<FreezeAllBut<Classifier>>(net), kind = mask<FreezeKind<Conv2d>>(net);
    for (ModuleId row{1}; row < net.module_count(); ++row) {
      if (parameters(net.module(row).layer) == 0) continue;
      CHECK((all_but[row.index()] != 0) == (row != net.classifier()));
      CHECK((kind[row.index()] != 0) == net.is<Conv2d>(row));
    }
  });
}

TEST_CASE("the frozen prefix ends right before the classifier, or before a layer that draws") {
  each_network([]<class Network>(const std::string& name, std::type_identity<Network>) {
    CAPTURE(name);
    const GraphView net = Network::graph;
    int wanted = 1;
    const auto draws = [&](CallId call) {  // what is in a stage is frozen, and a stochastic depth there does not draw
      return net.is_random(call) && net.stage(net.module_of(call)) == no_stage;
    };
    while (net.call({wanted}).auxiliary || (!draws({wanted}) && net.call({wanted}).module != net.classifier())) ++wanted;
    CHECK(prefix<FreezeAllBut<Classifier>>(net) == wanted);
  });
}

// A head whose layers the table cannot see; at compile time it is a name.
struct OwnHead {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 3, in_features = deduced;
  struct module {};
};

TEST_CASE("every head fits every network, and an edit behind it") {
  each_network([]<class Network>(const std::string& name, std::type_identity<Network>) {
    CAPTURE(name);
    const GraphView net = Network::graph;
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
    const std::int64_t features = std::get<Linear>(net.module(net.classifier()).layer).in;
    check(grafted_tables<Network, LinearHead<3>>(), features * 3 + 3);
    check(grafted_tables<Network, MlpHead<3, 16>>(), features * 16 + 16 + 16 * 3 + 3);
    check(grafted_tables<Network, OwnHead>(), 0);
    check(replace(net, classifier, sequential(Dropout{}, Linear{3})), features * 3 + 3);
  });
}

TEST_CASE("without its classifier a network gives features, and as a body maps or a sequence") {
  each_network([]<class Network>(const std::string& name, std::type_identity<Network>) {
    CAPTURE(name);
    const GraphView net = Network::graph;
    const std::int64_t features = std::get<Linear>(net.module(net.classifier()).layer).in;
    const Tables without = remove(net, net.path(net.classifier()).view());
    CHECK(without.check.ok());
    check_indices(without);
    CHECK(GraphView(without).output_shape() == Shape{features});
    const Tables trunk = body(net);
    CHECK(trunk.check.ok());
    check_indices(trunk);
    CHECK(GraphView(trunk).output_shape().rank() >= 2);
    CHECK(GraphView(trunk).parameter_count() < net.parameter_count());
    graph_tests::check_equal(graph_tests::written_and_read(trunk), trunk);
    graph_tests::check_equal(graph_tests::written_and_read(without), without);
  });
}

TEST_CASE("the new ones fit at compile time, too, and by their published numbers") {
  static_assert(HeadFor<LinearHead<2>, MobileNetV3Small> && HeadFor<MlpHead<2, 8>, GoogLeNet> && HeadFor<OwnHead, ViT_B_16>);
  using Probe = Composition<ViT_B_16, LinearHead<2>, FreezeAllBut<Classifier>, SGD>;
  static_assert(Probe::trainable_parameters == 768 * 2 + 2 && Probe::prefix == Probe::graph.call_count() - 1);
}

}  // namespace catalogue_tests
