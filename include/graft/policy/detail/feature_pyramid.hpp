#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/graph/net.hpp>
#include <graft/graph/stage_maps.hpp>
#include <graft/policy/detail/segmentation_network.hpp>

namespace graft::detail {

/// Embeds a backbone under a name for its maps of these strides, which double from one to the next; the first is none where it
/// has not all of them, which is reported.
template <std::size_t Count>
constexpr std::array<CallId, Count> embed_maps_of_strides(Net& net, std::string_view name, GraphView backbone,
                                                          std::int64_t first_stride) {
  std::array<StageMaps, Count> maps{};
  std::array<CallId, Count> values{};
  for (std::size_t i = 0; i < Count; ++i) {
    const std::int64_t stride = first_stride << i;
    maps[i] = maps_of_stride(backbone, stride);
    values[i] = maps[i].call;
    if (maps[i].exists()) continue;
    net.report(Problem::no_feature_maps, {}, stride, 0);
    return {};
  }
  net.embed(name, backbone, values);
  for (std::size_t i = 0; i < Count; ++i) values[i] = channels_first(net, values[i], maps[i]);
  return values;
}

/// torchvision's Conv2dNormActivation of a convolution alone, registered and not called.
constexpr ModuleId pyramid_block(Net& net, std::size_t level, const Conv2d& conv) {
  return net.sequential(decimal(static_cast<int>(level)).view(), "Conv2dNormActivation", [&] { net.module("0", conv); });
}

/// A feature pyramid: maps of several strides with the same number of channels, into which coarser ones are summed, from the
/// top down. Its modules `inner_blocks` and `layer_blocks` belong to the present container.
/// Source: Lin et al., "Feature Pyramid Networks for Object Detection", 2016; torchvision.ops.FeaturePyramidNetwork.
template <std::size_t Count>
[[nodiscard]] constexpr std::array<CallId, Count> describe_pyramid(Net& net, const std::array<CallId, Count>& maps,
                                                                   std::int64_t channels) {
  std::array<ModuleId, Count> inner{}, layers{};
  net.block("inner_blocks", "ModuleList", [&] {
    for (std::size_t i = 0; i < Count; ++i) inner[i] = pyramid_block(net, i, {.in = net.shape(maps[i])[0], .out = channels});
  });
  net.block("layer_blocks", "ModuleList", [&] {
    for (std::size_t i = 0; i < Count; ++i)
      layers[i] = pyramid_block(net, i, {.in = channels, .out = channels, .kernel = 3, .padding = 1});
  });
  std::array<CallId, Count> levels{};
  CallId above{};
  for (std::size_t i = Count; i-- > 0;) {
    net.from(maps[i]);
    const CallId lateral = net.call(inner[i]);
    if (above.exists()) {
      net.from(above);
      net.interpolate(lateral, {.nearest = true});
      net.add(lateral, net.last());
    }
    above = net.last();
    levels[i] = net.call(layers[i]);
  }
  return levels;
}

}  // namespace graft::detail
