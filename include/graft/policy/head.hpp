#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

#include <graft/graph/append.hpp>
#include <graft/graph/graph.hpp>
#include <graft/graph/replace.hpp>
#include <graft/policy/backbone.hpp>
#include <graft/policy/category.hpp>
#include <graft/policy/task.hpp>

namespace graft {

/// The `in_features` of a head that takes any number of features.
inline constexpr std::int64_t deduced = 0;

/// A head: the layers that replace a backbone's classifier.
///
/// 1. `using policy_category = head_tag;`
/// 2. `static constexpr std::int64_t classes`: its output is (N, classes) logits.
/// 3. `static constexpr std::int64_t in_features`: the number of features that it takes, or `deduced`.
/// 4. Either `static constexpr void describe(auto& net, std::string_view name)`, which describes its layers under that name, or
///    a nested `module`: a `torch::nn::Module` constructed from the number of features (std::int64_t), with `torch::Tensor
///    forward(torch::Tensor)` from (N, F) to (N, classes).
template <class H>
concept Head = detail::in_category<H, head_tag> && requires {
  { H::classes } -> std::convertible_to<std::int64_t>;
  { H::in_features } -> std::convertible_to<std::int64_t>;
} &&(
    requires(Net& net) { H::describe(net, std::string_view{}); } || requires { typename H::module; });

/// A head that is a module of LibTorch, opaque to the table.
template <class H>
concept ModuleHead = Head<H> && !requires(Net & net) {
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

}  // namespace detail

/// The tables of a backbone with a head in place of its classifier, or appended where an edit removed the classifier.
template <Backbone B, Head H>
[[nodiscard]] constexpr Tables grafted_tables() {
  const GraphView net = backbone_graph<B>();
  const bool is_appended = EditedBackbone<B> && !net.classifier().exists() && net.output_shape().rank() == 1;
  if (!is_appended) return replace(net, net.classifier(), detail::HeadPiece<H>{});
  Tables tables = append(net, "", Named{added_head, detail::HeadPiece<H>{}});
  tables.classifier = GraphView(tables).find(added_head);
  return tables;
}

namespace detail {
template <class B, class H>
struct GraftedTables {
  constexpr Tables operator()() const { return grafted_tables<B, H>(); }
};
}  // namespace detail

/// The constant graph of a backbone with a head.
template <Backbone B, Head H>
inline constexpr const auto& grafted =
    graph_with_room<detail::GraftedTables<B, H>, detail::room_for_edit(backbone_graph<B>())>();

/// The problem of a head on a backbone: its layers do not fit, or the number of its logits is not that of its classes.
template <Backbone B, Head H>
[[nodiscard]] constexpr Check head_check() {
  constexpr GraphView net = grafted<B, H>;
  if (!net.check().ok() || net.output_shape() == Shape{H::classes}) return net.check();
  return {Problem::features_differ, net.classifier(), H::classes, net.output_shape().elements()};
}

/// Whether a head fits a backbone: it takes the backbone's number of features, its layers fit together, and it has a logit for
/// each class.
template <class H, class B>
concept HeadFor = Backbone<B> && Head<H> && H::classes >
0 && (H::in_features == deduced || H::in_features == backbone_features<B>()) && head_check<B, H>().ok();

}  // namespace graft
