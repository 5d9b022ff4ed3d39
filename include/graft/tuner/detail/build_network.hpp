#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <graft/network/foreign_module.hpp>
#include <graft/network/network.hpp>
#include <graft/policy/backbone.hpp>
#include <graft/policy/edited.hpp>
#include <graft/policy/initial_values.hpp>
#include <graft/weights/state/load_report.hpp>
#include <graft/zoo/catalogue.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights.hpp>

namespace graft::detail {

/// What a network is built from, type-erased.
struct Blueprint {
  GraphView graph{};
  GraphView original{};                               ///< what the backbone was before it was edited; empty without an edit
  bool keep_classifier = false;                       ///< whether the weights are for the classifier, too
  std::string weights_into{};                         ///< path of the module that the weights are for; empty: the whole network
  void (*apply_variant)(Tables&, Variant) = nullptr;  ///< null for a backbone without variants
  std::optional<Variant> variant{};                   ///< that the graph is of, where the backbone says it
  std::vector<ForeignModule> foreign{};
  Initialization initialization = Initialization::layer_defaults;  ///< where there are no weights
  std::span<const InitialValues> head_values{};                    ///< of a dense head that lists them
  std::string architecture{};  ///< torchvision's name of the backbone, where it is a network of the zoo as it is
};

template <Backbone B>
[[nodiscard]] Blueprint blueprint_of(GraphView graph) {
  Blueprint blueprint{.graph = graph};
  if constexpr (EditedBackbone<B>) blueprint.original = GraphView(B::origin::graph);
  if constexpr (requires(Tables & tables) { B::apply_variant(tables, Variant::v1); })
    blueprint.apply_variant = &B::apply_variant;
  if constexpr (requires { B::variant; })
    blueprint.variant = B::variant;
  else if constexpr (requires { B::origin::variant; })
    blueprint.variant = B::origin::variant;
  if constexpr (requires { B::initialization; })
    blueprint.initialization = B::initialization;
  else if constexpr (requires { B::origin::initialization; })
    blueprint.initialization = B::origin::initialization;
  each_network([&]<class Known>(const char* name, std::type_identity<Known>) {
    if constexpr (std::same_as<Known, B>) blueprint.architecture = name;
  });
  if constexpr (ModuleBackbone<B>) {
    blueprint.weights_into = "body";
    blueprint.foreign.push_back(foreign_module("body", std::make_shared<B>()));
  }
  return blueprint;
}

struct BuiltNetwork {
  std::shared_ptr<Network> network;
  LoadReport report;
  Preprocessing preprocessing;
  std::optional<Variant> variant{};  ///< of a backbone that has variants, where it, its weights or the user said it
  std::string architecture{};        ///< see Blueprint
};

/// Builds a network, loads weights into all of it but the classifier, and takes over the preprocessing that they expect.
/// Weights of the catalogue are downloaded where they are not there yet; without weights, the values are drawn as the
/// architecture has it.
[[nodiscard]] BuiltNetwork build_network(const Blueprint& blueprint, const Weights& weights);

/// The same for a network of the zoo by its name, with a new linear classifier of so many classes, or with its own for 0.
/// Errors: UsageError for an unknown name, with the closest ones.
[[nodiscard]] BuiltNetwork build_named_network(std::string_view name, std::int64_t classes, const Weights& weights);

/// Freezes all of a network but its classifier, the last `stages` of its stages (-1: nothing is frozen), and modules at paths.
/// Errors: UsageError for more stages than it has, with their number, and for a path that does not exist, with the closest one.
void train_only(Network& network, int stages, const std::vector<std::string>& paths);

}  // namespace graft::detail
