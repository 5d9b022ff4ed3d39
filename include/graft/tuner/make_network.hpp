#pragma once

#include <memory>

#include <graft/network/network.hpp>
#include <graft/policy/composable.hpp>
#include <graft/tuner/detail/build_network.hpp>
#include <graft/zoo/weights.hpp>

namespace graft {

/// A backbone as a network, with its own classifier: torchvision's `models.alexnet(weights=...)`.
///
/// Without weights it has torchvision's random initial values. It is in training mode, as in Python.
/// Errors:  compile time, for a backbone that does not fit together; run time: WeightsError as the reader's and load_state's.
/// Example: auto net = make_network<AlexNet>("alexnet.pth");
///          remove(*net, "classifier.6");
template <GraphBackbone B>
[[nodiscard]] std::shared_ptr<Network> make_network(const Weights& weights = {}) {
  [[maybe_unused]] const BackboneVerdict<B> verdict{};
  detail::Blueprint blueprint = detail::blueprint_of<B>(B::graph);
  blueprint.keep_classifier = true;
  return detail::build_network(blueprint, weights).network;
}

}  // namespace graft
