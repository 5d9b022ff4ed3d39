#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <graft/graph/body.hpp>
#include <graft/graph/region.hpp>
#include <graft/policy/edited.hpp>

namespace graft {
namespace detail {

/// The network up to the tag whose module is called last; with the problem of the first tag that does not exist.
template <class... Tags>
[[nodiscard]] constexpr Tables up_to_furthest(GraphView net) {
  ModuleId furthest{};
  CallId last{};
  std::string_view missing;
  const auto consider = [&](std::string_view path, ModuleId module) {
    if (!module.exists() && missing.empty()) missing = path;
    if (!missing.empty()) return;
    if (const CallId end = region_of(net, module).last; end > last) furthest = module, last = end;
  };
  (consider(Tags::path(), Tags::find(net)), ...);
  if (!missing.empty()) return detail::failed_edit(net, {Problem::no_such_path, closest_module(net, missing), 0, 0});
  return up_to(net, furthest);
}

template <class... Tags>
struct FeaturesEdit {
  constexpr Tables operator()(GraphView net) const { return up_to_furthest<Tags...>(net); }
};

}  // namespace detail

/// A backbone with feature maps of several layers as outputs, for detection and segmentation; it ends with the last of them.
///
/// `feature_maps<Features<...>>(network, images)` returns all maps, in the order of the tags; `forward` returns the last one.
/// Shapes:  for Features<ResNet50, Layer2, Layer3, Layer4>: (N, 512, 28, 28), (N, 1024, 14, 14), (N, 2048, 7, 7)
/// Source:  torchvision's IntermediateLayerGetter, timm's features_only.
/// Errors:  compile time, where it is used, if a layer does not exist (names the closest one).
template <GraphBackbone B, class... Tags>
requires(sizeof...(Tags) > 0) struct Features : Edited<B, detail::FeaturesEdit<Tags...>> {
  using base = Edited<B, detail::FeaturesEdit<Tags...>>;

  /// The calls whose values are the feature maps, one for each tag.
  [[nodiscard]] static constexpr std::array<CallId, sizeof...(Tags)> taps() {
    const GraphView net = base::graph;
    return {region_of(net, Tags::find(net)).last...};
  }
  /// The shapes of the feature maps for one image, one for each tag.
  [[nodiscard]] static constexpr std::array<Shape, sizeof...(Tags)> shapes() {
    const GraphView net = base::graph;
    return {net.call(region_of(net, Tags::find(net)).last).shape...};
  }
};

}  // namespace graft
