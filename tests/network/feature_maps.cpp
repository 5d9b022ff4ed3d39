#include "support/torch_doctest.hpp"

#include <graft/network/feature_maps.hpp>
#include <graft/policy/features.hpp>
#include <graft/policy/layers.hpp>
#include <graft/zoo/resnet.hpp>

namespace feature_maps_tests {

using namespace graft;

TEST_CASE("the maps are what the layers give, whatever overwrites its input behind them") {
  Network net(ResNet18::graph);
  net.eval();
  const torch::NoGradGuard no_grad;
  const auto images = torch::randn({2, 3, 64, 64});
  const auto maps = feature_maps(net, images, {"layer4", "layer1.0.bn2", "layer2", "conv1"});
  REQUIRE(maps.size() == 4);
  CHECK(maps[0].sizes() == torch::IntArrayRef{2, 512, 2, 2});
  CHECK(maps[2].sizes() == torch::IntArrayRef{2, 128, 8, 8});
  const auto conv1 = torch::conv2d(images, net.module("conv1")->named_parameters()["weight"], {}, 2, 3);
  CHECK(torch::allclose(maps[3], conv1, 1e-4, 1e-5));
  // layer1.0.bn2's value is added to in place when nobody wants it.
  const GraphView graph = net.graph();
  int call = 0;
  for (CallId row{0}; row < graph.call_count(); ++row)
    if (graph.call(row).module == graph.find("layer1.0.bn2")) call = row;
  CHECK(torch::equal(maps[1], net.run(images, 1, call + 1)));
  CHECK_FALSE(maps[0].requires_grad());
}

TEST_CASE("a backbone of features gives one map a tag, in the tags' order") {
  using Maps = Features<ResNet18, Layer3, Layer1>;
  Network net(Maps::graph);
  net.eval();
  const auto images = torch::randn({1, 3, 64, 64});
  const auto maps = feature_maps<Maps>(net, images), by_path = feature_maps(net, images, {"layer3", "layer1"});
  REQUIRE(maps.size() == 2);
  CHECK(torch::equal(maps[0], by_path[0]));
  CHECK(torch::equal(maps[1], by_path[1]));
}

TEST_CASE("a layer that is not there is told with the closest one") {
  Network net(ResNet18::graph);
  CHECK_THROWS_WITH_AS((void)feature_maps(net, torch::zeros({1, 3, 64, 64}), {"layer5"}),
                       "this network has no module \"layer5\"; did you mean \"layer4\"?", UsageError);
}

}  // namespace feature_maps_tests
