#include "support/doctest.hpp"

#include <map>
#include <set>
#include <string>

#include <graft/graph/fields_text.hpp>
#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/lower.hpp>
#include <graft/graph/summary.hpp>
#include <graft/graph/to_dot.hpp>
#include <graft/graph/to_string.hpp>

#include "graph/checks.hpp"
#include "graph/lower_checks.hpp"
#include "graph/recorded_texts.hpp"
#include "graph/samples.hpp"

namespace every_kind_tests {

using namespace graft;
using graph_tests::check_equal;
using graph_tests::check_indices;
using graph_tests::written_and_read;
using samples::Change;
using samples::each_kind;
using samples::network_of;
using samples::sample;

TEST_CASE("every kind has a name of its own, under which files know it") {
  std::set<std::string> names;
  each_kind<Layer>([&]<class Kind>(std::type_identity<Kind>) { CHECK(names.insert(std::string(Kind::kind)).second); });
  each_kind<Operation>([&]<class Kind>(std::type_identity<Kind>) { CHECK(names.insert(std::string(Kind::kind)).second); });
}

/// All that depends on the fields sees each of them.
template <class Any, class Kind>
void check_fields() {
  CAPTURE(std::string(Kind::kind));
  static_assert(samples::told_fields<Kind>() == samples::members<Kind>, "each_field of this kind leaves a member out");
  const Kind plain = sample<Kind>(Change::empty);
  const std::string text = fields_text(Any(plain));
  std::set<std::string> texts{text};
  Kind::each_field(
      plain, [&](const char* name, const auto&) { CHECK(text.find(" " + std::string(name) + "=") != std::string::npos); });
  for (int field = 0; field < samples::told_fields<Kind>(); ++field) {
    const Kind other = sample<Kind>(Change::one, field);
    CAPTURE(field);
    if (other == plain) continue;  // it had no default: the next check has it
    CHECK(texts.insert(fields_text(Any(other))).second);
  }
  if (samples::told_fields<Kind>() > 0) CHECK(sample<Kind>(Change::all) != Kind{});
}

TEST_CASE("every member of a layer and of an operation is a field, and is in its text") {
  each_kind<Layer>([]<class Kind>(std::type_identity<Kind>) { check_fields<Layer, Kind>(); });
  each_kind<Operation>([]<class Kind>(std::type_identity<Kind>) { check_fields<Operation, Kind>(); });
}

/// What every network must be able to do.
void check_network(GraphView net) {
  REQUIRE(net.check().ok());
  check_indices(net);
  CHECK(lower_tests::problem_of(net) == "");
  CHECK(to_dot(net).ends_with("}\n"));
  const Summary result = summary(net);
  CHECK(result.parameters == net.parameter_count());
  CHECK(result.multiply_adds == net.multiply_add_count());
  CHECK_FALSE(result.text().empty());
}

TEST_CASE("every kind of layer is written and read again, and does what every layer does") {
  each_kind<Layer>([]<class Kind>(std::type_identity<Kind>) {
    for (const Change change : {Change::empty, Change::all}) {
      const Layer layer = sample<Kind>(change);
      CAPTURE(fields_text(layer));
      const auto made = network_of(layer);
      REQUIRE(made.has_value());  // where it fails for a new kind, network_of needs an input that it takes
      const GraphView net = *made;
      check_network(net);
      CHECK(get<Kind>(net.module(net.find("it")).layer) == get<Kind>(layer));
      if (is_a<Foreign>(layer)) {  // a module of the user's own is in no file
        CHECK_THROWS_AS((void)written_and_read(net), WeightsError);
        continue;
      }
      check_equal(written_and_read(net), net);
      if (!has_state(layer) && !has_children(layer) && !is_container(layer)) {  // so it can be a function
        Net function("Sample");
        function.input(net.call({0}).shape);
        for (int row = 1; row + 1 < net.call_count(); ++row)  // as network_of has made the value that it takes
          is_a<op::Permute>(net.call({row}).op) ? function.permute({1, 0}) : function.flatten(1);
        function.apply(layer);
        check_network(function.tables());
        check_equal(written_and_read(function.tables()), function.tables());
      }
    }
  });
}

TEST_CASE("every kind of operation is written and read again, and does what every operation does") {
  each_kind<Operation>([]<class Kind>(std::type_identity<Kind>) {
    for (const Change change : {Change::empty, Change::all}) {
      const Operation operation = sample<Kind>(change);
      CAPTURE(fields_text(operation));
      const Tables net = network_of(operation);
      check_network(net);
      if (!is_a<op::Input>(operation)) CHECK(net.calls.back().op == operation);
      check_equal(written_and_read(net), net);
      std::string label;
      graft::detail::visit_operation([&](const auto& any) { any.label(graft::detail::ReprText{label}); }, operation);
      CHECK_FALSE(label.empty());
    }
  });
}

TEST_CASE("every kind of layer is printed as Python prints it") {
  const auto texts = graph_tests::recorded_texts("graph/recorded/kinds.txt");
  std::size_t compared = 0;
  each_kind<Layer>([&]<class Kind>(std::type_identity<Kind>) {
    if constexpr (std::same_as<Kind, Foreign> || std::same_as<Kind, Parameter>)
      return;  // Python knows it otherwise, or prints none
    for (const Change change : {Change::empty, Change::all}) {
      const Layer layer = sample<Kind>(change);
      const std::string heading = fields_text(layer);
      CAPTURE(heading);
      // A new kind: add this heading to the file, the module to the script beside it, and run that.
      REQUIRE(texts.contains(heading));
      CHECK(class_name(layer) + "(" + extra_repr(layer) + ")" == texts.at(heading));
      ++compared;
    }
  });
  CHECK(compared >= texts.size());
}

}  // namespace every_kind_tests
