#pragma once

#include <cstdint>

#include <graft/core/decimal.hpp>
#include <graft/policy/detail/detection_network.hpp>
#include <graft/policy/head.hpp>

namespace graft {
namespace detail {

/// A tower of four convolutions with GroupNorm, registered and not called.
constexpr ModuleId fcos_tower(Net& net) {
  return net.sequential("conv", [&] {
    for (int i = 0; i < 4; ++i) {
      net.module(decimal(3 * i).view(), Conv2d{.in = detection_channels, .out = detection_channels, .kernel = 3, .padding = 1});
      net.module(decimal(3 * i + 1).view(), GroupNorm{.channels = detection_channels, .groups = 32});
      net.module(decimal(3 * i + 2).view(), ReLU{.inplace = false});
    }
  });
}

}  // namespace detail

/// A head for detection without anchors, FCOS: for each pixel of a feature pyramid a logit a class, the distances to the four
/// sides of a box, and how central the pixel is in it.
///
/// Modules are `backbone.body`, `backbone.fpn`, `anchor_generator`, which has no parameters, and `head`, as torchvision's
/// fcos_resnet50_fpn names them, so that its files load.
/// Shapes:  (N, 3, H, W) -> rows for the pixels of all levels, P3 to P7: the outputs `cls_logits` (N, R, Classes),
///          `bbox_regression` (N, R, 4) and `bbox_ctrness` (N, R, 1); the main output has the three side by side,
///          (N, R, Classes + 5).
/// Source:  Tian et al., "FCOS: Fully Convolutional One-Stage Object Detection", 2019; torchvision/models/detection/fcos.py.
/// Errors:  compile time: less than one class; a backbone without maps of the strides 8, 16 and 32.
/// Example: FineTuner<ResNet50, FcosHead<1>, FreezeUpTo<Layer2>, SGD>
template <std::int64_t Classes>
struct FcosHead {
  using policy_category = head_tag;
  using task = Detection;
  static constexpr std::int64_t classes = Classes;
  static constexpr std::int64_t in_features = deduced;
  static constexpr bool shares_layers = true;

  static constexpr void describe(Net& net, GraphView backbone) {
    net.class_name("FCOS");
    const auto levels = detail::describe_detection_backbone(net, backbone);
    if (!levels[0].exists()) return;
    net.block("anchor_generator", "AnchorGenerator", [] {});
    net.classifier(net.block("head", "FCOSHead", [&] {
      CallId logits{}, boxes{}, centers{};
      net.block("classification_head", "FCOSClassificationHead", [&] {
        const ModuleId tower = detail::fcos_tower(net);
        const ModuleId cls_logits = detail::predictor(net, "cls_logits", Classes);
        logits = detail::rows_of_levels(net, detail::on_levels(net, levels, tower, cls_logits), Classes);
      });
      net.output("cls_logits");
      net.block("regression_head", "FCOSRegressionHead", [&] {
        const ModuleId tower = detail::fcos_tower(net);
        const ModuleId bbox_reg = detail::predictor(net, "bbox_reg", 4);
        const ModuleId bbox_ctrness = detail::predictor(net, "bbox_ctrness", 1);
        const auto features = detail::on_levels(net, levels, tower);
        auto distances = detail::on_levels(net, features, bbox_reg);
        for (CallId& distance : distances) {
          net.from(distance);
          distance = net.apply(ReLU{.inplace = false});
        }
        boxes = detail::rows_of_levels(net, distances, 4);
        net.output("bbox_regression");
        centers = detail::rows_of_levels(net, detail::on_levels(net, features, bbox_ctrness), 1);
        net.output("bbox_ctrness");
      });
      net.concat({logits, boxes, centers}, 1);
    }));
  }

  static constexpr auto initial_values = detail::detector_initial_values;
};

}  // namespace graft
