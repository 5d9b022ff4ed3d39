#include "support/doctest.hpp"

#include <graft/graph/stage_maps.hpp>
#include <graft/zoo/mobilenet_v3.hpp>
#include <graft/zoo/resnet.hpp>
#include <graft/zoo/swin_transformer.hpp>
#include <graft/zoo/vision_transformer.hpp>

namespace stage_maps_tests {

using namespace graft;

TEST_CASE("maps behind the stages of a ResNet, by their number and by their stride") {
  constexpr GraphView net = ResNet50::graph;
  constexpr StageMaps third = maps_behind_stage(net, 3);
  static_assert(third.stride == 16 && !third.channels_last && net.call(third.call).shape == Shape{1024, 14, 14});
  static_assert(third.call == region_of(net, net.find("layer3")).last);
  constexpr StageMaps quarter = maps_of_stride(net, 4);  // layer1's, and not the pool's before it
  static_assert(quarter.call == region_of(net, net.find("layer1")).last);
  static_assert(!maps_of_stride(net, 64).exists() && !maps_behind_stage(net, 5).exists());
  static_assert(!maps_of(net, {net.call_count() - 1}).exists());  // the logits
}

TEST_CASE("maps behind the first block of a stage") {
  constexpr GraphView net = MobileNetV3Large::graph;
  constexpr StageMaps first = maps_behind_first_block(net, 3);
  static_assert(first.stride == 8 && first.call == region_of(net, net.find("features.4")).last);
  static_assert(maps_behind_stage(net, 3).call == region_of(net, net.find("features.6")).last);
  static_assert(!maps_behind_first_block(net, 9).exists());
}

TEST_CASE("a Swin Transformer's maps lie with their channels last, and a vision transformer has none of stride 8") {
  constexpr StageMaps maps = maps_of_stride(Swin_T::graph, 8);
  static_assert(maps.channels_last && GraphView(Swin_T::graph).call(maps.call).shape == Shape{28, 28, 192});
  static_assert(!maps_of_stride(ViT_B_16::graph, 8).exists());
}

}  // namespace stage_maps_tests
