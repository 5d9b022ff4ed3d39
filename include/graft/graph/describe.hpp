#pragma once

#include <graft/graph/graph.hpp>
#include <graft/graph/net.hpp>

namespace graft {

/// The constant graph of a network that a captureless function describes on a `Net`.
///
/// Example: static constexpr auto graph = describe([](auto& net) { net.input({3, 224, 224}); ... });
template <class Description>
consteval auto describe(Description) {
  return make_graph([] {
    Net net;
    Description{}(net);
    return std::move(net).tables();
  });
}

/// The type of the graph that a function object type describes.
template <class Description>
struct Described : decltype(describe(Description{})) {
  constexpr Described() : decltype(describe(Description{}))(describe(Description{})) {}
};

/// The graph that a function object type describes, computed only when somebody looks at it.
///
/// A member `static constexpr auto graph = describe(...)` costs its compile time in every unit that sees the class. A
/// member `static constexpr const Described<Description>& graph = described<Description>` of a class template does not.
template <class Description>
inline constexpr Described<Description> described{};

}  // namespace graft
