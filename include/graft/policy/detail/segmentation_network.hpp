#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include <graft/graph/dilated.hpp>
#include <graft/graph/net.hpp>
#include <graft/graph/stage_maps.hpp>

namespace graft::detail {

/// Makes feature maps that lie as (H, W, C) lie as (C, H, W), as the last value.
constexpr CallId from_maps(Net& net, CallId value, const StageMaps& maps) {
  net.from(value);
  return maps.channels_last ? net.permute({2, 0, 1}) : value;
}

/// A backbone for segmentation, with fewer strides, and the feature maps of it that a head reads.
struct SegmentationTrunk {
  Tables tables{};
  StageMaps fine{}, deep{};  ///< of stride 8 or less, for details; of its last stage, for what is to be seen
};

/// Whether a backbone is one of torchvision's of this class.
[[nodiscard]] constexpr bool is_of_class(GraphView backbone, std::string_view class_name) {
  const Block* block = backbone.module_count() > 0 ? std::get_if<Block>(&backbone.module({0}).layer) : nullptr;
  return block != nullptr && block->name == class_name;
}

/// The backbone as torchvision's networks for segmentation take it: the last two stages are dilated, so that the last maps have
/// an eighth of the images' sides, and the finer ones are those before the last stage. A MobileNetV3 has its last stage dilated
/// alone, and gives the maps behind the first block of stride 8.
/// Source: torchvision/models/segmentation/fcn.py, _fcn_resnet; deeplabv3.py, _deeplabv3_mobilenetv3.
[[nodiscard]] constexpr SegmentationTrunk segmentation_trunk(GraphView backbone) {
  constexpr std::int64_t fine = 8;
  const int last = backbone.last_stage();
  const bool is_mobile = is_of_class(backbone, "MobileNetV3");
  if (last < 3 || !maps_of_stride(backbone, fine).exists()) return {};
  SegmentationTrunk trunk;
  trunk.tables = dilated(backbone, is_mobile ? last : last - 1, is_mobile ? Dilation::at_stride : Dilation::behind_stride);
  const GraphView net = trunk.tables;
  trunk.deep = maps_behind_stage(net, last);
  trunk.fine = maps_behind_stage(net, last - 1);
  for (int stage = last; is_mobile && stage > 0; --stage)
    if (const StageMaps maps = maps_behind_first_block(net, stage); maps.stride == fine) trunk.fine = maps;
  return trunk;
}

/// torchvision's FCNHead, called on the last value.
/// Source: torchvision/models/segmentation/fcn.py.
constexpr ModuleId describe_fcn_head(Net& net, std::string_view name, std::int64_t classes, double dropout = 0.1) {
  const std::int64_t between = net.shape(net.last())[0] / 4;
  return net.sequential(name, "FCNHead", [&] {
    net.conv("0", between, {.kernel = 3, .padding = 1, .bias = false});
    net.batch_norm("1");
    net.relu("2", {.inplace = false});
    net.dropout("3", {.p = dropout});
    net.conv("4", classes);
  });
}

/// torchvision's _SimpleSegmentationModel around a backbone: `classifier`, which `describe_classifier(name)` describes, on its
/// last maps and, in training, `aux_classifier` on finer ones; logits have the size of the images.
constexpr void describe_segmentation(Net& net, GraphView backbone, std::int64_t classes, bool has_auxiliary,
                                     auto&& describe_classifier) {
  const CallId images = net.last();
  const SegmentationTrunk trunk = segmentation_trunk(backbone);
  if (!trunk.tables.check.ok()) return net.report(trunk.tables.check.problem, {}, 0, 0);
  if (!trunk.deep.exists() || !trunk.fine.exists()) return net.report(Problem::no_feature_maps, {}, 8, 0);
  std::array<CallId, 2> maps{trunk.fine.call, trunk.deep.call};
  net.embed("backbone", trunk.tables, has_auxiliary ? std::span<CallId>(maps) : std::span<CallId>(maps).last(1));
  const CallId fine = has_auxiliary ? from_maps(net, maps[0], trunk.fine) : CallId{};
  from_maps(net, maps[1], trunk.deep);
  net.classifier(describe_classifier("classifier"));
  const CallId logits = net.last();
  if (has_auxiliary)
    net.auxiliary("aux", [&] {
      net.from(fine);
      describe_fcn_head(net, "aux_classifier", classes);
      net.interpolate(images);
    });
  net.from(logits);
  net.interpolate(images);
}

}  // namespace graft::detail
