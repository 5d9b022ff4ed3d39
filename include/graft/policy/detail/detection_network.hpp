#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <graft/core/decimal.hpp>
#include <graft/policy/detail/feature_pyramid.hpp>
#include <graft/policy/initial_values.hpp>

namespace graft::detail {

inline constexpr std::size_t detection_levels = 5;  ///< P3 to P7: strides 8 to 128
inline constexpr std::int64_t detection_channels = 256;

/// torchvision's BackboneWithFPN around a backbone, with the levels P3 to P7; the first is none where the backbone lacks maps.
/// Source: torchvision/models/detection/backbone_utils.py; ops/feature_pyramid_network.py, LastLevelP6P7.
constexpr std::array<CallId, detection_levels> describe_detection_backbone(Net& net, GraphView backbone) {
  std::array<CallId, detection_levels> levels{};
  net.block("backbone", "BackboneWithFPN", [&] {
    const auto maps = embed_maps_of_strides<3>(net, "body", backbone, 8);
    if (!maps[0].exists()) return;
    net.block("fpn", "FeaturePyramidNetwork", [&] {
      const auto pyramid = describe_pyramid(net, maps, detection_channels);
      for (std::size_t i = 0; i < pyramid.size(); ++i) levels[i] = pyramid[i];
      net.block("extra_blocks", "LastLevelP6P7", [&] {
        const Conv2d half{.out = detection_channels, .kernel = 3, .stride = 2, .padding = 1};
        net.from(levels[2]);
        net.then("p6", half);
        levels[3] = net.last();
        net.apply(ReLU{.inplace = false});
        net.then("p7", half);
        levels[4] = net.last();
      });
    });
  });
  return levels;
}

/// A value (A * K, H, W) of each level, with A predictions of K numbers for each pixel, as the rows (H * W * A, K) of all
/// levels.
constexpr CallId rows_of_levels(Net& net, std::span<const CallId> levels, std::int64_t numbers) {
  std::vector<CallId> rows;
  for (const CallId level : levels) {
    net.from(level);
    net.flatten(1);
    const CallId pixels = net.permute({1, 0});
    rows.push_back(net.shape(pixels)[1] == numbers ? pixels : net.reshape({0, numbers}));
  }
  return net.concat(rows);
}

/// Calls modules one after the other on each level.
template <class... Modules>
constexpr std::array<CallId, detection_levels> on_levels(Net& net, const std::array<CallId, detection_levels>& levels,
                                                         Modules... modules) {
  std::array<CallId, detection_levels> results{};
  for (std::size_t i = 0; i < levels.size(); ++i) {
    net.from(levels[i]);
    (net.call(modules), ...);
    results[i] = net.last();
  }
  return results;
}

/// A convolution behind a tower, registered and not called.
constexpr ModuleId predictor(Net& net, std::string_view name, std::int64_t out) {
  return net.module(name, Conv2d{.in = detection_channels, .out = out, .kernel = 3, .padding = 1});
}

/// Initial values as torchvision draws them for its one-stage detectors: at first, each class is found with a probability of
/// 0.01.
inline constexpr std::array<InitialValues, 3> detector_initial_values{{
    {"backbone.fpn", {Distribution::Kind::fan_in_uniform, 3}, {Distribution::Kind::constant, 0}},
    {"head", {Distribution::Kind::normal, 0.01}, {Distribution::Kind::constant, 0}},
    {"head.classification_head.cls_logits",
     {Distribution::Kind::normal, 0.01},
     {Distribution::Kind::constant, -4.59511985013458992685}},  // -log(0.99 / 0.01)
}};

}  // namespace graft::detail
