#pragma once

#include <utility>

#include <graft/graph/graph.hpp>
#include <graft/graph/net.hpp>

namespace graft {
namespace detail {

template <class Description>
[[nodiscard]] constexpr GraphView described_graph() {
  if constexpr (requires { Description::room; })
    return graph_with_room<Description, Description::room>();
  else
    return graph_of<Description, graph_sizes<Description>>;
}

}  // namespace detail

/// The constant graph of a network, described by a captureless function that takes a `Net`.
///
/// Example: static constexpr auto graph = describe([](auto& net) { net.input({3, 224, 224}); ... });
template <class Description>
consteval auto describe(Description description) {
  return make_graph(description);
}

/// A view of the graph that a function object type describes.
///
/// A `static constexpr GraphSizes room` in the type, an upper bound of the rows, saves describing the network twice.
template <class Description>
struct Described : GraphView {
  constexpr Described() : GraphView(detail::described_graph<Description>()) {}
  [[nodiscard]] constexpr GraphView view() const { return *this; }
};

/// The graph that a function object type describes, computed lazily, when it is used.
template <class Description>
inline constexpr Described<Description> described{};

/// A base of a network: its `graph`, as a function object type describes it, costs compile time only where it is used.
///
/// A member `static constexpr auto graph = describe(...)` costs it in every unit that includes the class.
template <class Description>
struct DescribedNetwork {
  static constexpr const Described<Description>& graph = described<Description>;

  /// The same tables, described when it is called: at run time it costs no compile time.
  [[nodiscard]] static constexpr Tables tables() {
    Net net;
    Description{}(net);
    return std::move(net).tables();
  }
};

}  // namespace graft
