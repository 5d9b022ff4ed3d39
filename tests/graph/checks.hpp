#pragma once

#include "support/doctest.hpp"

#include <algorithm>
#include <string>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/tables.hpp>
#include <graft/weights/detail/graph_reader.hpp>
#include <graft/weights/detail/graph_writer.hpp>

/// What tests of tables share.
namespace graph_tests {

using namespace graft;

/// Rows, parents and inputs that point where they may: parents before children, inputs before calls, calls into the table.
inline void check_indices(GraphView net) {
  for (ModuleId row{0}; row < net.module_count(); ++row) {
    CHECK(net.module(row).parent < row);
    CHECK(net.module(row).parent >= (row == 0 ? -1 : 0));
    CHECK(net.find(net.path(row).view()) == row);
  }
  for (CallId row{0}; row < net.call_count(); ++row) {
    CHECK(names_module(net.call(row).op) == (net.call(row).module > 0));
    CHECK(net.call(row).module < net.module_count());
    CHECK(net.call(row).owner >= 0);
    CHECK(net.call(row).owner < net.module_count());
    CHECK(takes(net.call(row).op, net.inputs(row).size()));
    CHECK(is_a<op::Input>(net.call(row).op) == (row == 0));
    for (const int source : net.inputs(row)) CHECK((source >= 0 && source < row));
  }
  for (const Output& output : net.outputs()) CHECK((output.call >= 0 && output.call < net.call_count()));
  CHECK(net.classifier() < net.module_count());
}

/// Every row of two tables is the same; origins aside, which an edit and a file set.
inline void check_equal(GraphView got, GraphView wanted) {
  REQUIRE(got.module_count() == wanted.module_count());
  REQUIRE(got.call_count() == wanted.call_count());
  for (ModuleId row{0}; row < wanted.module_count(); ++row) {
    CHECK(got.module(row).layer == wanted.module(row).layer);
    CHECK(got.module(row).name == wanted.module(row).name);
    CHECK(got.module(row).parent == wanted.module(row).parent);
    CHECK(got.module(row).stage == wanted.module(row).stage);
  }
  for (CallId row{0}; row < wanted.call_count(); ++row) {
    const Call &a = got.call(row), &b = wanted.call(row);
    CHECK(a.op == b.op);
    CHECK(a.module == b.module);
    CHECK(a.owner == b.owner);
    CHECK(a.auxiliary == b.auxiliary);
    CHECK(a.shape == b.shape);
    CHECK(std::ranges::equal(got.inputs(row), wanted.inputs(row)));
  }
  CHECK(std::ranges::equal(got.outputs(), wanted.outputs()));
  CHECK(got.classifier() == wanted.classifier());
  CHECK(got.check() == wanted.check());
}

/// A network through the text that a model's file has of it.
[[nodiscard]] inline Tables written_and_read(GraphView net) {
  const graft::detail::Json json =
      graft::detail::JsonReader<graft::WeightsError>(graft::detail::GraphWriter::write(net), "test", 1'000'000).read();
  return graft::detail::GraphReader(json, "test").read();
}

}  // namespace graph_tests
