#pragma once

#include <cstdint>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/region.hpp>

namespace graft {

/// Feature maps of a backbone that a dense head reads: a value, and how its axes lie.
struct StageMaps {
  CallId call{};               ///< none where the backbone has no such maps
  std::int64_t stride = 0;     ///< pixels of the images, from one pixel of the maps to the next
  bool channels_last = false;  ///< whether they lie as (H, W, C), as in a Swin Transformer, and not as (C, H, W)

  [[nodiscard]] constexpr bool exists() const { return call.exists(); }
};

/// A value as feature maps, if it is some: three axes, two of them as much smaller than the images' as each other.
[[nodiscard]] constexpr StageMaps maps_of(GraphView net, CallId call) {
  if (!call.exists() || net.call(call).shape.rank() != 3 || net.input_shape().rank() != 3) return {};
  const Shape &maps = net.call(call).shape, &images = net.input_shape();
  const auto stride = [&](std::size_t height, std::size_t width) -> std::int64_t {
    if (maps[height] < 1 || maps[width] < 1) return 0;
    const std::int64_t down = (images[1] + maps[height] - 1) / maps[height];
    return down == (images[2] + maps[width] - 1) / maps[width] ? down : 0;
  };
  if (const std::int64_t as_channels_first = stride(1, 2); as_channels_first > 0) return {call, as_channels_first, false};
  if (const std::int64_t as_channels_last = stride(0, 1); as_channels_last > 0) return {call, as_channels_last, true};
  return {};
}

/// The feature maps behind a stage of a backbone, see Net::stage(): the last value in it that is some.
[[nodiscard]] constexpr StageMaps maps_behind_stage(GraphView net, int stage) {
  for (CallId row{net.call_count() - 1}; row > 0; --row) {
    if (net.call(row).auxiliary || net.stage(net.module_of(row)) != stage) continue;
    if (const StageMaps maps = maps_of(net, row); maps.exists()) return maps;
  }
  return {};
}

/// The feature maps of a stride: behind the last stage that has it.
[[nodiscard]] constexpr StageMaps maps_of_stride(GraphView net, std::int64_t stride) {
  for (int stage = net.last_stage(); stage >= 0; --stage)
    if (const StageMaps maps = maps_behind_stage(net, stage); maps.exists() && maps.stride == stride) return maps;
  return {};
}

/// The feature maps behind the first block of a stage: behind the first module of it that is in no other one of it.
[[nodiscard]] constexpr StageMaps maps_behind_first_block(GraphView net, int stage) {
  for (ModuleId row{1}; row < net.module_count(); ++row)
    if (net.stage(row) == stage && net.stage(net.module(row).parent) != stage) return maps_of(net, region_of(net, row).last);
  return {};
}

}  // namespace graft
