#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

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

/// What a network that is chosen by its name has beside it.
struct NetworkOptions {
  std::int64_t classes = 0;  ///< of a new linear classifier; 0: the network keeps its own
  Weights weights{};         ///< for all, or all but a new classifier
};

/// A network of the zoo by its name, see network_names(): timm's `create_model("efficientnet_b3", num_classes=5)`.
///
/// Without weights it has torchvision's random initial values. It is in training mode, as in Python.
/// Errors:  UsageError for an unknown name, with the closest ones, or a negative number of classes; WeightsError as the
///          reader's and load_state's.
/// Example: auto net = make_network("efficientnet_b3", {.classes = 5, .weights = "efficientnet_b3.pth"});
[[nodiscard]] std::shared_ptr<Network> make_network(std::string_view name, const NetworkOptions& options = {});

}  // namespace graft
