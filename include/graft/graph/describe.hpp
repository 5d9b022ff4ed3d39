#pragma once

#include <utility>

#include <graft/graph/graph.hpp>
#include <graft/graph/net.hpp>

namespace graft {
namespace detail {

template <class Description>
struct DescribedTables {
  constexpr Tables operator()() const {
    Net net;
    Description{}(net);
    return std::move(net).tables();
  }
};

template <class Description>
[[nodiscard]] constexpr GraphView described_graph() {
  if constexpr (requires { Description::room; })
    return graph_with_room<DescribedTables<Description>, Description::room>();
  else
    return graph_of<DescribedTables<Description>, graph_sizes<DescribedTables<Description>>>;
}

}  // namespace detail

/// The constant graph of a network that a captureless function describes on a `Net`.
///
/// Example: static constexpr auto graph = describe([](auto& net) { net.input({3, 224, 224}); ... });
template <class Description>
consteval auto describe(Description) {
  return make_graph(detail::DescribedTables<Description>{});
}

/// A look at the graph that a function object type describes.
///
/// A `static constexpr GraphSizes room` in the type, with the rows that its network has at most, saves describing it twice.
template <class Description>
struct Described : GraphView {
  constexpr Described() : GraphView(detail::described_graph<Description>()) {}
  [[nodiscard]] constexpr GraphView view() const { return *this; }
};

/// The graph that a function object type describes, computed only when somebody looks at it.
///
/// A member `static constexpr auto graph = describe(...)` costs its compile time in every unit that sees the class. A member
/// `static constexpr const Described<Description>& graph = described<Description>` of a class template does not.
template <class Description>
inline constexpr Described<Description> described{};

}  // namespace graft
