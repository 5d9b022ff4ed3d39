#pragma once

#include <cstdint>
#include <string_view>

#include <graft/policy/auxiliary.hpp>
#include <graft/policy/detail/segmentation_network.hpp>
#include <graft/policy/head.hpp>

namespace graft {

/// A head for segmentation: a fully convolutional network of one hidden layer on the maps of a dilated backbone.
///
/// Modules are `backbone`, `classifier` and, for training, `aux_classifier`, as torchvision's fcn_resnet50 names them, so that
/// its files load. The backbone is a residual network, a MobileNet, or any other whose strides are convolutions'.
/// Shapes:  (N, 3, H, W) -> (N, Classes, H, W); any H and W that the backbone takes.
/// Source:  Long et al., "Fully Convolutional Networks for Semantic Segmentation", 2014; torchvision's FCN.
/// Errors:  compile time: less than one class; a backbone without the maps, or with strides that cannot be dilated.
/// Example: FineTuner<ResNet50, FcnHead<21>, FreezeUpTo<Layer3>, SGD>
template <std::int64_t Classes, Auxiliary Also = Auxiliary::fcn>
struct FcnHead {
  using policy_category = head_tag;
  using task = Segmentation;
  static constexpr std::int64_t classes = Classes;
  static constexpr std::int64_t in_features = deduced;

  static constexpr void describe(Net& net, GraphView backbone) {
    net.class_name("FCN");
    detail::describe_segmentation(net, backbone, Classes, Also == Auxiliary::fcn,
                                  [&](std::string_view name) { return detail::describe_fcn_head(net, name, Classes); });
  }
};

}  // namespace graft
