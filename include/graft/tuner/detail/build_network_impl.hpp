#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <graft/core/error.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/tuner/detail/build_network.hpp>
#include <graft/weights/load_state.hpp>
#include <graft/weights/module_state.hpp>
#include <graft/weights/read_weights.hpp>

namespace graft::detail {

BuiltNetwork build_network(const Plan& plan, const Weights& weights) {
  std::optional<Checkpoint> checkpoint;
  if (!weights.none()) checkpoint = read_weights(weights.file);

  Tables tables = tables_of(plan.graph);
  std::optional<Variant> variant = weights.variant;
  if (variant && checkpoint && checkpoint->variant && *variant != *checkpoint->variant)
    throw UsageError("weights '" + checkpoint->source + "' say that they are of another variant than the one asked for; leave the variant out");
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
