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

/// The graph of an edited backbone, computed lazily: see Described.
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

/// The `weights` member of a backbone, if it has one.
template <class B>
struct CatalogueOf {};
template <class B>
requires requires { typename B::weights; }
struct CatalogueOf<B> {
  using weights = typename B::weights;
};

}  // namespace detail

/// The network that a backbone was before any edit, for which pretrained weights are published.
template <class B>
using origin_of = typename detail::OriginOf<B>::type;

/// A backbone after an edit, which is a backbone like any other; the base of `Without`, `Replace` and the other edits.
///
/// `Edit` is a stateless function object from GraphView to Tables. Modules that it keeps load the original's weights. A mistake
/// in the edit is recorded in the graph's `check`, and is one compile error where the type is used.
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
