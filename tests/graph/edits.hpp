#pragma once

#include "support/doctest.hpp"

#include <string>
#include <vector>

#include <graft/graph/describe.hpp>
#include <graft/graph/graph_view.hpp>

#include "graph/checks.hpp"

/// What the tests of edits share.
namespace edit_tests {

using namespace graft;

/// A small network with what edits stumble over: a residual block, a Sequential, a module that is called twice.
struct Small {
  static constexpr auto graph = describe([](auto& net) {
    net.class_name("Small");
    net.input({3, 8, 8});
    net.conv("stem", 4, {.kernel = 3, .padding = 1});
    net.sequential("stage", [&] {
      for (const char* name : {"0", "1"}) {
        net.block(name, "Residual", [&] {
          const auto shortcut = net.last();
          net.conv("conv", 4, {.kernel = 3, .padding = 1});
          net.batch_norm("bn");
          const auto relu = net.module("relu", ReLU{});
          net.call(relu);
          net.conv("conv2", 4, {.kernel = 3, .padding = 1});
          net.add(net.last(), shortcut);
          net.call(relu);
        });
      }
    });
    net.adaptive_avg_pool("pool", 1);
    net.flatten();
    net.sequential("classifier", [&] {
      net.linear("0", 6);
      net.relu("1");
      net.classifier(net.linear("2", 5));
    });
  });
};

inline std::vector<std::string> paths(GraphView net) {
  std::vector<std::string> all;
  for (ModuleId row{1}; row < net.module_count(); ++row) all.emplace_back(net.path(row).view());
  return all;
}

using graph_tests::check_indices;

}  // namespace edit_tests
