#pragma once

#include <concepts>
#include <cstdint>

#include <graft/graph/describe.hpp>
#include <graft/policy/category.hpp>

namespace graft {

/// A backbone with a constant graph.
///
/// 1. `B::graph`: a constexpr value that converts to GraphView, made by `describe`.
/// 2. The description calls `net.classifier(...)` on the module that a head replaces.
/// 3. Optional: `B::apply_variant(Tables&, Variant)`, for families that have variants of equal parameter shapes.
template <class B>
concept GraphBackbone = requires {
  { B::graph } -> std::convertible_to<GraphView>;
};

/// A backbone made by an edit. Its classifier may have been removed; a head is then appended.
template <class B>
concept EditedBackbone = GraphBackbone<B> && requires {
  typename B::origin;
};

/// A user's own `torch::nn::Module` as a backbone: its paths are checked at run time.
///
/// 1. `using policy_category = backbone_tag;`
/// 2. `static constexpr std::int64_t out_features`: its output is (N, out_features).
/// 3. It is default constructible, derives from `torch::nn::Module`, and has `torch::Tensor forward(torch::Tensor)`.
///
/// In the network it is the child `body`, and the head is `head`.
template <class B>
concept ModuleBackbone = detail::in_category<B, backbone_tag> && !GraphBackbone<B> && requires {
  { B::out_features } -> std::convertible_to<std::int64_t>;
};

/// A backbone in either form: a network whose classifier a head replaces.
template <class B>
concept Backbone = GraphBackbone<B> || ModuleBackbone<B>;

namespace detail {
template <ModuleBackbone B>
struct ModuleDescription {
  constexpr void operator()(auto& net) const {
    net.input({3, 224, 224});
    net.foreign("body", {B::out_features});
    net.classifier(net.linear("head", 1));  // a placeholder for the head
  }
};
}  // namespace detail

/// The graph of any backbone.
template <Backbone B>
[[nodiscard]] constexpr GraphView backbone_graph() {
  if constexpr (GraphBackbone<B>)
    return B::graph;
  else
    return described<detail::ModuleDescription<B>>;
}

/// The number of features that a network's classifier takes; 0 without one that is called.
[[nodiscard]] constexpr std::int64_t classifier_features(GraphView net) {
  const ModuleId classifier = net.classifier();
  if (!classifier.exists()) return 0;
  const int end = net.end_of(classifier);
  for (CallId row{0}; row < net.call_count(); ++row) {
    const Call& call = net.call(row);
    if (!net.calls_module(row) || call.module < classifier || call.module >= end) continue;
    const Shape& input = net.call(net.inputs(row).front()).shape;
    return net.is<Conv2d>(classifier) ? input[0] : input.elements();
  }
  return 0;
}

/// The number of features that a head takes: those of the classifier's input, or, where an edit removed the classifier, of the
/// output; 0 for a backbone that never had one.
template <Backbone B>
[[nodiscard]] constexpr std::int64_t backbone_features() {
  const GraphView net = backbone_graph<B>();
  if (EditedBackbone<B> && !net.classifier().exists()) return net.output_shape().elements();
  return classifier_features(net);
}

}  // namespace graft
