#pragma once

#include <cstdint>

#include <graft/core/decimal.hpp>
#include <graft/policy/detail/detection_network.hpp>
#include <graft/policy/head.hpp>

namespace graft {
namespace detail {

/// A tower of four convolutions with a ReLU, registered and not called.
constexpr ModuleId retina_net_tower(Net& net) {
  return net.sequential("conv", [&] {
    for (int i = 0; i < 4; ++i)
      net.sequential(decimal(i).view(), "Conv2dNormActivation", [&] {
        net.module("0", Conv2d{.in = detection_channels, .out = detection_channels, .kernel = 3, .padding = 1});
        net.module("1", ReLU{});
      });
  });
}

}  // namespace detail

/// A head for detection with anchors, RetinaNet: for each of `anchors` boxes at each pixel of a feature pyramid a logit a
/// class, and how the box is to be moved and stretched.
///
/// Modules are `backbone.body`, `backbone.fpn`, `anchor_generator`, which has no parameters, and `head`, as torchvision's
/// retinanet_resnet50_fpn names them, so that its files load.
/// Shapes:  (N, 3, H, W) -> rows for the anchors at the pixels of all levels, P3 to P7: the outputs `cls_logits`
///          (N, R, Classes) and `bbox_regression` (N, R, 4); the main output has both side by side, (N, R, Classes + 4).
/// Source:  Lin et al., "Focal Loss for Dense Object Detection", 2017; torchvision/models/detection/retinanet.py.
/// Errors:  as FcosHead's.
/// Example: FineTuner<ResNet50, RetinaNetHead<1>, FreezeUpTo<Layer2>, SGD>
template <std::int64_t Classes>
struct RetinaNetHead {
  using policy_category = head_tag;
  using task = Detection;
  static constexpr std::int64_t classes = Classes;
  static constexpr std::int64_t in_features = deduced;
  static constexpr bool shares_layers = true;
  static constexpr std::int64_t anchors = 9;  ///< three sizes in three shapes

  static constexpr void describe(Net& net, GraphView backbone) {
    net.class_name("RetinaNet");
    const auto levels = detail::describe_detection_backbone(net, backbone);
    if (!levels[0].exists()) return;
    net.block("anchor_generator", "AnchorGenerator", [] {});
    net.classifier(net.block("head", "RetinaNetHead", [&] {
      CallId logits{}, boxes{};
      net.block("classification_head", "RetinaNetClassificationHead", [&] {
        const ModuleId tower = detail::retina_net_tower(net);
        const ModuleId cls_logits = detail::predictor(net, "cls_logits", anchors * Classes);
        logits = detail::rows_of_levels(net, detail::on_levels(net, levels, tower, cls_logits), Classes);
      });
      net.output("cls_logits");
      net.block("regression_head", "RetinaNetRegressionHead", [&] {
        const ModuleId tower = detail::retina_net_tower(net);
        const ModuleId bbox_reg = detail::predictor(net, "bbox_reg", anchors * 4);
        boxes = detail::rows_of_levels(net, detail::on_levels(net, levels, tower, bbox_reg), 4);
      });
      net.output("bbox_regression");
      net.concat({logits, boxes}, 1);
    }));
  }

  static constexpr auto initial_values = detail::detector_initial_values;
};

}  // namespace graft
