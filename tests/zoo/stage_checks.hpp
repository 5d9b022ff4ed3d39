#pragma once

#include "support/doctest.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <graft/graph/infer.hpp>
#include <graft/policy/at_stage.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/layers.hpp>

/// What the stages of a network of blocks are, and that policies freeze them.
namespace stage_checks {

using namespace graft;

/// The shape of the last value of each stage.
inline std::vector<Shape> shapes(GraphView net) {
  std::vector<Shape> all(static_cast<std::size_t>(net.last_stage() + 1));
  for (CallId row{1}; row < net.call_count(); ++row) {
    const int stage = net.stage(net.module_of(row));
    if (stage != no_stage) all[static_cast<std::size_t>(stage)] = net.call(row).shape;
  }
  return all;
}

/// A policy freezes exactly the modules with parameters of which `wanted` is true.
template <class Policy>
void check_frozen(GraphView net, const auto& wanted) {
  const auto flags = std::make_unique<bool[]>(net.modules().size());
  Policy::mark(net, {flags.get(), net.modules().size()});
  int differ = 0;
  for (ModuleId row{1}; row < net.module_count(); ++row)
    if (parameters(net.module(row).layer) > 0) differ += flags[row.index()] != wanted(row) ? 1 : 0;
  CHECK(differ == 0);
}

/// Policies by stage, also the ones that go on to the classifier.
inline void check_freezing(GraphView net) {
  const auto up_to = [net](int stage) {
    return [=](ModuleId row) { return net.stage(row) != no_stage && net.stage(row) <= stage; };
  };
  check_frozen<FreezeUpTo<Stem>>(net, up_to(0));
  check_frozen<FreezeUpTo<AtStage<2>>>(net, up_to(2));
  check_frozen<FreezeAllBut<Classifier, LastStage>>(
      net, [net](ModuleId row) { return net.stage(row) != net.last_stage() && row != net.classifier(); });
}

/// What is said of a network for square images of another size.
inline Check check_for(Tables tables, std::int64_t side) {
  tables.calls.front().shape = {3, side, side};
  infer(tables);
  return tables.check;
}

}  // namespace stage_checks
