#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <utility>

#include <graft/graph/append.hpp>
#include <graft/graph/graph.hpp>
#include <graft/graph/replace.hpp>
#include <graft/policy/backbone.hpp>
#include <graft/policy/category.hpp>
#include <graft/policy/task.hpp>

namespace graft {

/// The `in_features` of a head that takes any number of features.
inline constexpr std::int64_t deduced = 0;

/// A head that describes the whole network around a backbone, of which it reads feature maps: for segmentation, detection.
///
/// `static constexpr void describe(Net& net, GraphView backbone)`: the input is the last value; the layers of the backbone come
/// in by `net.embed`, those of the head around and behind them. What it cannot be put on, it reports: `net.report(...)`.
template <class H>
concept DenseHead = detail::in_category<H, head_tag> && requires(Net& net, GraphView backbone) {
  H::describe(net, backbone);
};

/// A head: the layers that replace a backbone's classifier.
///
/// 1. `using policy_category = head_tag;`
/// 2. `static constexpr std::int64_t classes`: its output is (N, classes) logits.
/// 3. `static constexpr std::int64_t in_features`: the number of features that it takes, or `deduced`.
/// 4. Either `static constexpr void describe(auto& net, std::string_view name)`, which describes its layers under that name, or
///    a nested `module`: a `torch::nn::Module` constructed from the number of features (std::int64_t), with `torch::Tensor
///    forward(torch::Tensor)` from (N, F) to (N, classes); or it is a DenseHead.
/// 5. Optional: `using task`, what it is for; see task_of.
template <class H>
concept Head = detail::in_category<H, head_tag> && requires {
  { H::classes } -> std::convertible_to<std::int64_t>;
  { H::in_features } -> std::convertible_to<std::int64_t>;
} &&(
    requires(Net& net) { H::describe(net, std::string_view{}); } || requires { typename H::module; } || DenseHead<H>);

/// A head that is a module of LibTorch, opaque to the table.
template <class H>
concept ModuleHead = Head<H> && !DenseHead<H> && !requires(Net & net) {
  H::describe(net, std::string_view{});
};

/// The name of a head that is appended to a backbone without a classifier.
/// Source: timm.
inline constexpr std::string_view added_head = "head";

namespace detail {

/// A head as a piece of a network.
template <Head H>
struct HeadPiece {
  constexpr void operator()(Net& net, std::string_view name) const {
    if constexpr (ModuleHead<H>)
      net.foreign(name, {H::classes});
    else
      H::describe(net, name);
  }
};

/// The tables of the network that a dense head makes around a backbone. What is not the backbone's has no origin, as if an edit
/// had added it: so it keeps its initial values where weights of the backbone are loaded.
template <Backbone B, DenseHead H>
[[nodiscard]] constexpr Tables dense_tables() {
  const GraphView backbone = backbone_graph<B>();
  Net net;
  net.input(backbone.input_shape());
  H::describe(net, backbone);
  Tables tables = std::move(net).tables();
  const ModuleId trunk = GraphView(tables).trunk();
  for (ModuleId row{1}; row.index() < tables.modules.size(); ++row)
    if (!trunk.exists() || row == trunk || !GraphView(tables).is_within(row, trunk)) tables.modules[row.index()].origin = {};
  return tables;
}

}  // namespace detail

/// The tables of a backbone with a head in place of its classifier, or appended where an edit removed the classifier; of a
/// dense head, those of the network around it.
template <Backbone B, Head H>
[[nodiscard]] constexpr Tables grafted_tables() {
  if constexpr (DenseHead<H>) {
    return detail::dense_tables<B, H>();
  } else {
    const GraphView net = backbone_graph<B>();
    const bool is_appended = EditedBackbone<B> && !net.classifier().exists() && net.output_shape().rank() == 1;
    if (!is_appended) return replace(net, net.classifier(), detail::HeadPiece<H>{});
    Tables tables = append(net, "", Named{added_head, detail::HeadPiece<H>{}});
    tables.classifier = GraphView(tables).find(added_head);
    return tables;
  }
}

namespace detail {
template <class B, class H>
struct GraftedTables {
  constexpr Tables operator()() const { return grafted_tables<B, H>(); }
};

/// A capacity for a backbone with a head.
template <class B, class H>
[[nodiscard]] constexpr GraphSizes room_for_head() {
  GraphSizes room = room_for_edit(backbone_graph<B>());
  if constexpr (DenseHead<H>) room.modules += 48, room.calls += 56, room.inputs += 72;
  if constexpr (requires { H::shares_layers; }) room.calls += 160, room.inputs += 160;  // called for each level
  return room;
}
}  // namespace detail

/// The constant graph of a backbone with a head.
template <Backbone B, Head H>
inline constexpr const auto& grafted = graph_with_room<detail::GraftedTables<B, H>, detail::room_for_head<B, H>()>();

/// The problem of a head on a backbone: its layers do not fit, or the number of its logits is not that of its classes. For
/// segmentation it has so many logits for each pixel; what a dense head for another task gives is its own.
template <Backbone B, Head H>
[[nodiscard]] constexpr Check head_check() {
  constexpr GraphView net = grafted<B, H>;
  if (!net.check().ok()) return net.check();
  if constexpr (!DenseHead<H>) {
    if (net.output_shape() == Shape{H::classes}) return net.check();
  } else {
    const bool for_pixels = std::same_as<task_of<H>, Segmentation>;
    if (!for_pixels || net.output_shape() == net.input_shape().with(0, H::classes)) return net.check();
  }
  return {Problem::features_differ, net.classifier(), H::classes, net.output_shape()[0]};
}

/// Whether a head fits a backbone: it takes the backbone's number of features, its layers fit together, and it has a logit for
/// each class.
template <class H, class B>
concept HeadFor = Backbone<B> && Head<H> && H::classes >
0 && (H::in_features == deduced || H::in_features == backbone_features<B>()) && head_check<B, H>().ok();

}  // namespace graft
