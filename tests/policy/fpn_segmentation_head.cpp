#include "support/doctest.hpp"

#include <set>
#include <string>

#include <graft/policy/fpn_segmentation_head.hpp>
#include <graft/zoo/known_network.hpp>

namespace fpn_segmentation_head_tests {

using namespace graft;

TEST_CASE("the light head fits every network of the zoo that has maps of four strides, whatever its family") {
  const std::set<std::string> without{"alexnet", "inception_v3", "squeezenet1_0", "squeezenet1_1"};
  std::size_t fitting = 0;
  for (const KnownNetwork& known : known_networks()) {
    const std::string name(known.name);
    CAPTURE(name);
    const Tables backbone = known.tables();
    Net net;
    net.input(GraphView(backbone).input_shape());
    FpnSegmentationHead<5>::describe(net, backbone);
    const GraphView made = net.tables();
    if (without.contains(name) || name.starts_with("vit_")) {
      CHECK(made.check().problem == Problem::no_feature_maps);
      continue;
    }
    REQUIRE(made.check().ok());
    ++fitting;
    CHECK(made.output_shape() == made.input_shape().with(0, 5));
    CHECK(made.path(made.trunk()) == "backbone");
    // All that it has of the backbone is called, and nothing behind the last maps is there.
    for (ModuleId row{made.trunk() + 1}; row < made.end_of(made.trunk()); ++row) {
      bool is_called = false;
      for (CallId call{1}; call < made.call_count(); ++call)
        is_called = is_called || (made.call(call).module.exists() && made.is_within(made.call(call).module, row)) ||
                    made.is_within(made.call(call).owner, row);
      const bool is_part = made.is_inside_layer(row);
      CHECK((is_called || is_part));
    }
    CHECK(!made.find_layer("classifier.1").exists());
  }
  CHECK(fitting > 60);
}

}  // namespace fpn_segmentation_head_tests
