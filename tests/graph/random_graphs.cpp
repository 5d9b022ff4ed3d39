#include "graph/random_graph.hpp"

#include "support/doctest.hpp"

#include <map>
#include <string>
#include <type_traits>

#include <graft/graph/append.hpp>
#include <graft/graph/body.hpp>
#include <graft/graph/remove.hpp>
#include <graft/graph/replace.hpp>
#include <graft/graph/slice.hpp>
#include <graft/graph/summary.hpp>
#include <graft/graph/to_dot.hpp>
#include <graft/graph/to_string.hpp>

#include "graph/checks.hpp"
#include "graph/lower_checks.hpp"

namespace random_graph_tests {

using namespace graft;
using random_graphs::random_graph;

constexpr std::uint32_t seeds = 1200;

TEST_CASE("random networks have every kind of layer and of operation, and they are sound") {
  std::map<std::string_view, int> layers, operations;
  int auxiliary = 0;
  for (std::uint32_t seed = 0; seed < seeds; ++seed) {
    const Tables tables = random_graph(seed);
    CAPTURE(seed);
    CHECK(tables.check.ok());
    graph_tests::check_indices(tables);
    for (const Module& module : tables.modules) ++layers[kind(module.layer)];
    for (const Call& call : tables.calls) ++operations[kind(call.op)], auxiliary += call.auxiliary ? 1 : 0;
  }
  samples::each_kind<Layer>([&]<class Kind>(std::type_identity<Kind>) {
    CAPTURE(std::string(Kind::kind));
    if (!std::same_as<Kind, Foreign>) CHECK(layers[Kind::kind] > 20);  // that one is given by the user
  });
  samples::each_kind<Operation>([&]<class Kind>(std::type_identity<Kind>) {
    CAPTURE(std::string(Kind::kind));
    CHECK(operations[Kind::kind] > 20);
  });
  CHECK(auxiliary > 20);
}

/// What holds of every network, edited or not.
void check_all(GraphView net) {
  graph_tests::check_indices(net);
  Tables again = tables_of(net);
  infer(again);
  graph_tests::check_equal(again, net);  // as if it had been described so
  graph_tests::check_equal(graph_tests::written_and_read(net), net);
  for (const Sums sums : {Sums::in_pass, Sums::apart}) CHECK(lower_tests::problem_of(net, 1, net.call_count(), sums) == "");
  const Summary result = summary(net);
  CHECK(result.parameters == net.parameter_count());
  CHECK(result.multiply_adds <= net.multiply_add_count());  // functions have no line
  CHECK_FALSE(result.text().empty());
  CHECK(to_dot(net).ends_with("}\n"));
  CHECK_FALSE(to_string(net).empty());
}

TEST_CASE("every reader of the table agrees on random networks, and on parts of them") {
  for (std::uint32_t seed = 0; seed < seeds; ++seed) {
    const Tables tables = random_graph(seed);
    const GraphView net = tables;
    INFO("seed ", seed, ": ", graft::detail::GraphWriter::write(net));
    check_all(net);
    CallId furthest{};
    const Uses uses = uses_of(net, 1, net.call_count());
    for (int cut = 1; cut <= net.call_count(); ++cut) {
      if (!net.call({cut - 1}).auxiliary) {
        CHECK(lower_tests::problem_of(net, 1, cut) == "");
        if (furthest < cut) CHECK(lower_tests::problem_of(net, cut, net.call_count()) == "");
      }
      furthest = std::max(furthest, uses.last[static_cast<std::size_t>(cut - 1)]);
    }
  }
}

TEST_CASE("an edit of a random network is refused, or is a network like any other") {
  int made = 0, refused = 0;
  for (std::uint32_t seed = 0; seed < seeds / 2; ++seed) {
    const Tables tables = random_graph(seed);
    const GraphView net = tables;
    INFO("seed ", seed, ": ", graft::detail::GraphWriter::write(net));
    const auto check = [&](const std::string& edit, const Tables& edited) {
      CAPTURE(edit);
      edited.check.ok() ? ++made : ++refused;
      if (edited.check.ok() && GraphView(edited).call_count() > 1) check_all(edited);
    };
    for (ModuleId row{1}; row < net.module_count(); row.row += 1 + net.module_count() / 8) {
      CAPTURE(row);
      check("remove", remove(net, row));
      check("replace by a function", replace(net, row, ReLU{}));
      check("replace by two", replace(net, row, sequential(Dropout{}, Named{"named", Flatten{}})));
      check("up to", up_to(net, net.path(row).view()));
      check("append to", append(net, net.path(row).view(), Named{"behind", GELU{}}));
      check("slice", slice(net, net.path(row).view(), 1));
    }
    check("append", append(net, "", Named{"flat", Flatten{}}, Named{"last", Linear{2}}));
    check("body", body(net));
  }
  CHECK(made > 1000);
  CHECK(refused > 300);
}

}  // namespace random_graph_tests
