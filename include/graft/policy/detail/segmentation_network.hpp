#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include <graft/graph/net.hpp>
#include <graft/graph/stage_maps.hpp>

namespace graft::detail {

/// Feature maps of an embedded backbone with their axes as (C, H, W).
constexpr CallId channels_first(Net& net, CallId value, const StageMaps& maps) {
  net.from(value);
  return maps.channels_last ? net.permute({2, 0, 1}) : value;
}

/// Whether a backbone is one of torchvision's of this class.
[[nodiscard]] constexpr bool is_of_class(GraphView backbone, std::string_view class_name) {
  return backbone.module_count() > 0 && is_a<Block>(backbone.module({0}).layer) &&
         get<Block>(backbone.module({0}).layer).name == class_name;
}

/// The feature maps of a backbone that heads for segmentation read.
struct SegmentationMaps {
  CallId fine{};  ///< for details, and for an auxiliary classifier
  CallId deep{};  ///< of its last stage; none where it has no such maps, which is reported
};

/// Embeds a backbone as torchvision's networks for segmentation take it: the last two stages are dilated, so that the last maps
/// have an eighth of the images' sides, and the finer ones are those before the last stage. A MobileNetV3 has its last stage
/// dilated alone, and the finer maps are those behind the first block of stride 8.
/// Source: torchvision/models/segmentation/fcn.py, _fcn_resnet; deeplabv3.py, _deeplabv3_mobilenetv3.
constexpr SegmentationMaps embed_segmentation_trunk(Net& net, GraphView backbone, bool wants_fine = true) {
  constexpr std::int64_t fine_stride = 8;
  const int last = backbone.last_stage();
  const bool is_mobile = is_of_class(backbone, "MobileNetV3");
  if (last < 3 || !maps_of_stride(backbone, fine_stride).exists()) {
    net.report(Problem::no_feature_maps, {}, fine_stride, 0);
    return {};
  }
  const StageMaps deep = maps_behind_stage(backbone, last);
  StageMaps fine = maps_behind_stage(backbone, last - 1);
  for (int stage = last; is_mobile && stage > 0; --stage)
    if (const StageMaps maps = maps_behind_first_block(backbone, stage); maps.stride == fine_stride) fine = maps;
  std::array<CallId, 2> values{fine.call, deep.call};
  net.embed("backbone", backbone, wants_fine ? std::span<CallId>(values) : std::span<CallId>(values).last(1));
  if (is_mobile)
    net.dilate(last, Dilation::at_stride);
  else
    net.dilate(last - 1);
  if (!net.tables().check.ok()) return {};
  return {wants_fine ? channels_first(net, values[0], fine) : CallId{}, channels_first(net, values[1], deep)};
}

/// A convolution, a BatchNorm and a ReLU, under 0, 1 and 2 of the present container.
constexpr void describe_conv_norm_relu(Net& net, std::int64_t out, Conv2d conv, ReLU relu = {.inplace = false}) {
  conv.bias = false;
  net.conv("0", out, conv);
  net.batch_norm("1");
  net.relu("2", relu);
}

/// torchvision's FCNHead, called on the last value.
/// Source: torchvision/models/segmentation/fcn.py.
constexpr ModuleId describe_fcn_head(Net& net, std::string_view name, std::int64_t classes) {
  const std::int64_t between = net.shape(net.last())[0] / 4;
  return net.sequential(name, "FCNHead", [&] {
    describe_conv_norm_relu(net, between, {.kernel = 3, .padding = 1});
    net.dropout("3", {.p = 0.1});
    net.conv("4", classes);
  });
}

/// torchvision's _SimpleSegmentationModel around a backbone: `classifier`, which `describe_classifier(name)` describes, on its
/// last maps and, in training, `aux_classifier` on finer ones; logits have the size of the images.
constexpr void describe_segmentation(Net& net, GraphView backbone, std::int64_t classes, bool has_auxiliary,
                                     auto&& describe_classifier) {
  const CallId images = net.last();
  const auto [fine, deep] = embed_segmentation_trunk(net, backbone, has_auxiliary);
  if (!deep.exists()) return;
  net.from(deep);
  net.classifier(describe_classifier("classifier"));
  const CallId logits = net.last();
  if (has_auxiliary)
    net.auxiliary("aux", [&, from = fine] {
      net.from(from);
      describe_fcn_head(net, "aux_classifier", classes);
      net.interpolate(images);
    });
  net.from(logits);
  net.interpolate(images);
}

}  // namespace graft::detail
