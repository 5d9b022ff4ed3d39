#pragma once

#include <concepts>
#include <type_traits>

#include <graft/graph/graph.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/tables.hpp>
#include <graft/policy/backbone.hpp>
#include <graft/zoo/variant.hpp>

namespace graft {
namespace detail {

template <class B, class Edit>
struct EditedTables {
  constexpr Tables operator()() const { return Edit{}(GraphView(B::graph)); }
};

/// Computed only when somebody looks at it: see Described.
template <class B, class Edit>
struct EditedGraph : GraphView {
  constexpr EditedGraph() : GraphView(graph_with_room<EditedTables<B, Edit>, room_for_edit(B::graph)>()) {}
  [[nodiscard]] constexpr GraphView view() const { return *this; }
};
template <class B, class Edit>
inline constexpr EditedGraph<B, Edit> edited_graph{};

template <class B>
struct OriginOf {
  using type = B;
};
template <class B>
requires requires { typename B::origin; }
struct OriginOf<B> {
  using type = typename B::origin;
};

/// The catalogue of weights that a backbone has, if it has one.
template <class B>
struct CatalogueOf {};
template <class B>
requires requires { typename B::weights; }
struct CatalogueOf<B> {
  using weights = typename B::weights;
};

}  // namespace detail

/// The network that a backbone was before any edit: what a file of pretrained weights is for.
template <class B>
using origin_of = typename detail::OriginOf<B>::type;

/// A backbone after an edit: a backbone like any other. What `Without`, `Replace` and the others derive from.
///
/// `Edit` is a stateless function object from GraphView to Tables; modules that it keeps take their weights from the original's
/// file. A mistake in the edit is a value in the graph's `check`, and one compile error where the type is used.
template <GraphBackbone B, class Edit>
struct Edited : detail::CatalogueOf<B> {
  using origin = origin_of<B>;
  static constexpr const detail::EditedGraph<B, Edit>& graph = detail::edited_graph<B, Edit>;

  static constexpr void apply_variant(Tables& tables, Variant wanted) requires requires {
    origin::apply_variant(tables, wanted);
  }
  { origin::apply_variant(tables, wanted); }
};

}  // namespace graft
