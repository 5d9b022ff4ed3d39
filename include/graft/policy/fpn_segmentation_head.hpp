#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <graft/core/decimal.hpp>
#include <graft/policy/detail/feature_pyramid.hpp>
#include <graft/policy/head.hpp>

namespace graft {

/// A light head for segmentation for any backbone with maps of the strides 4, 8, 16 and 32: a feature pyramid of `Channels`
/// channels, whose levels are summed at a quarter of the images' sides. The backbone keeps its strides, so it computes far less
/// than a dilated one.
///
/// Modules are `backbone`, `neck`, the pyramid, and `classifier`, in which each level has a convolution, a GroupNorm and a
/// ReLU.
/// Shapes:  (N, 3, H, W) -> (N, Classes, H, W); any H and W that the backbone takes.
/// Source:  Kirillov et al., "Panoptic Feature Pyramid Networks", 2019, figure 3, here with one convolution a level.
/// Errors:  compile time: less than one class; a backbone without maps of these strides.
/// Example: FineTuner<MobileNetV3Large, FpnSegmentationHead<11>, FreezeUpTo<AtStage<4>>, AdamW>
template <std::int64_t Classes, std::int64_t Channels = 128>
struct FpnSegmentationHead {
  using policy_category = head_tag;
  using task = Segmentation;
  static constexpr std::int64_t classes = Classes;
  static constexpr std::int64_t in_features = deduced;
  static_assert(Channels > 0 && Channels % 32 == 0, "the channels of a feature pyramid are a multiple of 32");

  static constexpr void describe(Net& net, GraphView backbone) {
    net.class_name("FpnSegmentation");
    const CallId images = net.last();
    const auto maps = detail::embed_maps_of_strides<4>(net, "backbone", backbone, 4);
    if (!maps[0].exists()) return;
    std::array<CallId, 4> levels{};
    net.block("neck", "FeaturePyramidNetwork", [&] { levels = detail::describe_pyramid(net, maps, Channels); });
    net.classifier(net.block("classifier", "FpnSegmentationHead", [&] {
      CallId sum{};
      net.block("levels", "ModuleList", [&] {
        for (std::size_t i = 0; i < levels.size(); ++i) {
          net.from(levels[i]);
          net.sequential(decimal(static_cast<int>(i)).view(), [&] {
            net.conv("0", Channels, {.kernel = 3, .padding = 1, .bias = false});
            net.then("1", GroupNorm{.groups = 32});
            net.relu("2", {.inplace = false});
          });
          if (i > 0) net.interpolate(levels[0]);
          sum = i == 0 ? net.last() : net.add(sum, net.last());
        }
      });
      net.dropout("dropout", {.p = 0.1});
      net.conv("score", Classes);
    }));
    net.interpolate(images);
  }
};

}  // namespace graft
