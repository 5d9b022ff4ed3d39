#include "support/doctest.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_none.hpp>
#include <graft/policy/freeze_policy.hpp>
#include <graft/zoo/resnet.hpp>

namespace freeze_tests {

using namespace graft;

// A user's own strategy: BatchNorm stays as it was, and so does whatever works on large images.
struct FreezeNormAndLargeImages {
  using policy_category = freeze_tag;

  static constexpr void mark(GraphView net, std::span<bool> frozen) {
    for (CallId row{0}; row < net.call_count(); ++row) {
      const Call& call = net.call(row);
      if (!net.calls_module(row)) continue;
      const bool large = call.shape.rank() == 3 && call.shape[1] > 28;
      if (large || net.is<BatchNorm2d>(call.module)) frozen[static_cast<std::size_t>(call.module)] = true;
    }
  }
};

struct WithoutMark {
  using policy_category = freeze_tag;
};
struct WithoutCategory {
  static constexpr void mark(GraphView, std::span<bool>) {}
};

TEST_CASE("a freeze policy opts in and marks rows") {
  static_assert(FreezePolicy<FreezeAllBut<Fc>> && FreezePolicy<FreezeNone> && FreezePolicy<FreezeNormAndLargeImages>);
  static_assert(!FreezePolicy<WithoutMark> && !FreezePolicy<WithoutCategory> && !FreezePolicy<ResNet50>);
}

TEST_CASE("a strategy of the user's own decides from the graph") {
  constexpr GraphView net = ResNet18::graph;
  constexpr auto frozen = freeze_mask<FreezeNormAndLargeImages, net.modules().size()>(net);
  const auto is_frozen = [&](std::string_view path) { return frozen[net.find(path).index()]; };
  CHECK(is_frozen("conv1"));
  CHECK(is_frozen("layer1.1.conv2"));
  CHECK(is_frozen("layer4.0.bn1"));
  CHECK(!is_frozen("layer2.0.conv1"));
  CHECK(!is_frozen("fc"));
}

TEST_CASE("what trains is what is not frozen") {
  constexpr GraphView net = ResNet50::graph;
  constexpr std::size_t rows = net.modules().size();
  static_assert(trainable_parameter_count(net, freeze_mask<FreezeNone, rows>(net)) == 25'557'032);
  static_assert(trainable_parameter_count(net, freeze_mask<FreezeAllBut<Fc>, rows>(net)) == 2'049'000);
  static_assert(trainable_parameter_count(net, freeze_mask<FreezeAllBut<Layer4>, rows>(net)) ==
                net.parameter_count(net.find("layer4")));
}

}  // namespace freeze_tests
