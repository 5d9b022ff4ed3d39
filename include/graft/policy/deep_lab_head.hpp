#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/policy/auxiliary.hpp>
#include <graft/policy/detail/segmentation_network.hpp>
#include <graft/policy/head.hpp>

namespace graft {
namespace detail {

/// Atrous spatial pyramid pooling: filters that see pixels at several distances, and the mean over all of them, side by side.
/// Source: torchvision/models/segmentation/deeplabv3.py, ASPP.
constexpr void describe_aspp(Net& net, std::string_view name, std::int64_t channels) {
  net.block(name, "ASPP", [&] {
    const CallId maps = net.last();
    std::array<CallId, 5> seen{};
    net.block("convs", "ModuleList", [&] {
      net.sequential("0", [&] { describe_conv_norm_relu(net, channels, {}); });
      seen[0] = net.last();
      int position = 1;
      for (const std::int64_t rate : {12, 24, 36}) {
        net.from(maps);
        net.sequential(decimal(position).view(), "ASPPConv", [&] {
          describe_conv_norm_relu(net, channels, {.kernel = 3, .padding = {rate, rate}, .dilation = {rate, rate}});
        });
        seen[static_cast<std::size_t>(position++)] = net.last();
      }
      net.from(maps);
      net.sequential("4", "ASPPPooling", [&] {
        net.adaptive_avg_pool("0", 1);
        net.conv("1", channels, {.bias = false});
        net.batch_norm("2");
        net.relu("3", {.inplace = false});
      });
      seen[4] = net.interpolate(maps);
    });
    net.concat(seen);
    net.sequential("project", [&] {
      describe_conv_norm_relu(net, channels, {});
      net.dropout("3", {.p = 0.5});
    });
  });
}

}  // namespace detail

/// A head for segmentation, DeepLabV3's: atrous spatial pyramid pooling on the maps of a dilated backbone.
///
/// Modules are `backbone`, `classifier` and, for training, `aux_classifier`, as torchvision's deeplabv3_resnet50 and
/// deeplabv3_mobilenet_v3_large name them, so that its files load.
/// Shapes:  (N, 3, H, W) -> (N, Classes, H, W); any H and W that the backbone takes.
/// Source:  Chen et al., "Rethinking Atrous Convolution for Semantic Image Segmentation", 2017; torchvision's DeepLabV3.
/// Errors:  as FcnHead's.
/// Example: FineTuner<ResNet50, DeepLabHead<11>, FreezeUpTo<Layer3>, SGD>
template <std::int64_t Classes, Auxiliary Also = Auxiliary::fcn>
struct DeepLabHead {
  using policy_category = head_tag;
  using task = Segmentation;
  static constexpr std::int64_t classes = Classes;
  static constexpr std::int64_t in_features = deduced;

  static constexpr void describe(Net& net, GraphView backbone) {
    net.class_name("DeepLabV3");
    detail::describe_segmentation(net, backbone, Classes, Also == Auxiliary::fcn, [&](std::string_view name) {
      return net.sequential(name, "DeepLabHead", [&] {
        detail::describe_aspp(net, "0", 256);
        net.conv("1", 256, {.kernel = 3, .padding = 1, .bias = false});
        net.batch_norm("2");
        net.relu("3", {.inplace = false});
        net.conv("4", Classes);
      });
    });
  }
};

}  // namespace graft
