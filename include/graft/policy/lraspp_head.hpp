#pragma once

#include <cstdint>

#include <graft/policy/detail/segmentation_network.hpp>
#include <graft/policy/head.hpp>

namespace graft {

/// A small head for segmentation: lite reduced atrous spatial pyramid pooling, on the maps of an eighth of the images' sides
/// and on the last ones of a dilated backbone, which a function of their means scales.
///
/// Modules are `backbone` and `classifier`, as torchvision's lraspp_mobilenet_v3_large names them, so that its files load.
/// Shapes:  (N, 3, H, W) -> (N, Classes, H, W); any H and W that the backbone takes.
/// Source:  Howard et al., "Searching for MobileNetV3", 2019, section 6.4; torchvision's LRASPP.
/// Errors:  as FcnHead's.
/// Example: FineTuner<MobileNetV3Large, LrasppHead<11>, FreezeNone, SGD>
template <std::int64_t Classes>
struct LrasppHead {
  using policy_category = head_tag;
  using task = Segmentation;
  static constexpr std::int64_t classes = Classes;
  static constexpr std::int64_t in_features = deduced;

  static constexpr void describe(Net& net, GraphView backbone) {
    net.class_name("LRASPP");
    const CallId images = net.last();
    const auto [low, high] = detail::embed_segmentation_trunk(net, backbone);
    if (!high.exists()) return;
    net.classifier(net.block("classifier", "LRASPPHead", [&, low = low, high = high] {
      net.from(high);
      net.sequential("cbr", [&] { detail::describe_conv_norm_relu(net, 128, {}, {}); });
      const CallId maps = net.last();
      net.from(high);
      net.sequential("scale", [&] {
        net.adaptive_avg_pool("0", 1);
        net.conv("1", 128, {.bias = false});
        net.then("2", Sigmoid{});
      });
      net.multiply(maps, net.last());
      const CallId scaled = net.interpolate(low);
      net.from(low);
      net.conv("low_classifier", Classes);
      const CallId from_low = net.last();
      net.from(scaled);
      net.conv("high_classifier", Classes);
      net.add(from_low, net.last());
    }));
    net.interpolate(images);
  }
};

}  // namespace graft
