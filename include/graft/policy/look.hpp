#pragma once

#include <string>

#include <graft/graph/summary.hpp>
#include <graft/graph/to_dot.hpp>
#include <graft/graph/to_string.hpp>
#include <graft/policy/composable.hpp>

namespace graft {
namespace detail {

/// The graph of a backbone, or one compile error that describes its problem.
template <GraphBackbone B>
[[nodiscard]] constexpr GraphView sound_graph() {
  [[maybe_unused]] const BackboneVerdict<B> verdict{};
  return B::graph;
}

}  // namespace detail

/// The text of Python's `print(model)` for a backbone, edited or not; no weights are needed.
///
/// Example: std::cout << to_string<Without<AlexNet, "classifier.6">>();
template <GraphBackbone B>
[[nodiscard]] std::string to_string() {
  return to_string(detail::sound_graph<B>());
}

/// The summary of a backbone, in which everything trains, or of a FineTuner, with what its freeze policy freezes (for Stages,
/// in the first one) and where the frozen prefix ends; no weights and no forward pass are needed.
///
/// Example: std::cout << summary<ResNet50>().text() << summary<CatDog>().text();
template <GraphBackbone B>
[[nodiscard]] Summary summary() {
  if constexpr (requires { B::frozen.size(); })
    return summary(detail::sound_graph<B>(), B::frozen);
  else
    return summary(detail::sound_graph<B>());
}

/// The data flow of a backbone in Graphviz's DOT language.
///
/// Example: std::ofstream("alexnet.dot") << to_dot<AlexNet>();
template <GraphBackbone B>
[[nodiscard]] std::string to_dot() {
  return to_dot(detail::sound_graph<B>());
}

}  // namespace graft
