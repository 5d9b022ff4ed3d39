#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/error.hpp>
#include <graft/policy/backbone.hpp>
#include <graft/runtime/device.hpp>
#include <graft/runtime/foreign_module.hpp>
#include <graft/runtime/network.hpp>
#include <graft/weights/load_report.hpp>
#include <graft/weights/load_state.hpp>
#include <graft/weights/module_state.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/zoo/weights.hpp>

namespace graft::detail {

/// What a network is built from, with the types forgotten.
struct Plan {
  GraphView graph{};
  std::string weights_into{};                          ///< path of the module that the weights are for; empty: the whole network
  void (*apply_variant)(Tables&, Variant) = nullptr;  ///< null for a backbone without variants
  std::vector<ForeignModule> foreign{};
};

template <Backbone B>
[[nodiscard]] Plan plan_of(GraphView graph) {
  Plan plan{.graph = graph};
  if constexpr (requires(Tables& tables) { B::apply_variant(tables, Variant::v1); }) plan.apply_variant = &B::apply_variant;
  if constexpr (ModuleBackbone<B>) {
    plan.weights_into = "body";
    plan.foreign.push_back(foreign_module("body", std::make_shared<B>()));
  }
  return plan;
}

struct BuiltNetwork {
  std::shared_ptr<Network> network;
  LoadReport report;
  Preprocessing preprocessing;
};

/// Builds a network, loads weights into all of it but the classifier, and takes over what the weights expect.
[[nodiscard]] inline BuiltNetwork build_network(const Plan& plan, const Weights& weights) {
  std::optional<Checkpoint> checkpoint;
  if (!weights.none()) checkpoint = read_weights(weights.file);

  Tables tables = tables_of(plan.graph);
  std::optional<Variant> variant = weights.variant;
  if (!variant && checkpoint) variant = checkpoint->variant;
  if (variant && plan.apply_variant != nullptr) plan.apply_variant(tables, *variant);
  else if (weights.variant) throw UsageError("a variant was asked for, but this backbone has none; leave it out");

  BuiltNetwork built{.network = std::make_shared<Network>(std::move(tables), plan.foreign), .report = {}, .preprocessing = {}};
  if (checkpoint) {
    LoadOptions options;
    if (plan.weights_into.empty()) options.except = {std::string(plan.graph.path(plan.graph.classifier()).view())};
    const StateDict target = plan.weights_into.empty() ? state_dict(*built.network) : state_dict(*built.network->module(plan.weights_into));
    built.report = load_state(target, checkpoint->tensors, options, checkpoint->source);
    built.preprocessing = checkpoint->preprocessing;
  }
  if (weights.preprocessing) built.preprocessing = *weights.preprocessing;
  return built;
}

}  // namespace graft::detail
