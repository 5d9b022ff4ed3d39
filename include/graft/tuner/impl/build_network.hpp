#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/graph/describe_problem.hpp>
#include <graft/graph/replace.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/network/freeze.hpp>
#include <graft/network/initialize.hpp>
#include <graft/tuner/detail/build_network.hpp>
#include <graft/tuner/detail/origin_weights.hpp>
#include <graft/tuner/make_network.hpp>
#include <graft/weights/io/obtain.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/state/fit_names.hpp>
#include <graft/weights/state/load_state.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/weights/state/state_names.hpp>
#include <graft/zoo/known_network.hpp>

namespace graft::detail {

/// Reads weights, and adds what the catalogue knows about them and the file does not.
[[nodiscard]] inline Checkpoint read_with_entry(const Weights& weights) {
  Checkpoint checkpoint = read_weights(obtain(weights), weights.read);
  if (weights.entry) {
    checkpoint.preprocessing = weights.entry->preprocessing;
    if (!checkpoint.variant) checkpoint.variant = weights.entry->variant;
  }
  return checkpoint;
}

BuiltNetwork build_network(const Blueprint& blueprint, const Weights& weights) {
  std::optional<Checkpoint> checkpoint;
  if (!weights.none()) checkpoint = read_with_entry(weights);

  Tables tables = tables_of(blueprint.graph);
  std::optional<Variant> variant = weights.variant;
  if (variant && checkpoint && checkpoint->variant && *variant != *checkpoint->variant)
    throw UsageError("weights '" + checkpoint->source +
                     "' say that they are of another variant than the one asked for; leave the variant out");
  if (!variant && checkpoint) variant = checkpoint->variant;
  if (variant && blueprint.apply_variant != nullptr)
    blueprint.apply_variant(tables, *variant);
  else if (weights.variant)
    throw UsageError("a variant was asked for, but this backbone has none; leave it out");

  BuiltNetwork built{
      .network = std::make_shared<Network>(std::move(tables), blueprint.foreign), .report = {}, .preprocessing = {}};
  initialize(*built.network, blueprint.head_values);
  if (checkpoint) {
    LoadOptions options;
    const std::string classifier = blueprint.keep_classifier || !blueprint.graph.classifier().exists()
                                       ? ""
                                       : std::string(blueprint.graph.path(blueprint.graph.classifier()).view());
    if (blueprint.weights_into.empty() && !classifier.empty()) options.except = {classifier};
    const StateDict target = blueprint.weights_into.empty() ? state_dict(*built.network)
                                                            : state_dict(*built.network->module(blueprint.weights_into));
    FittedNames of_original;
    const GraphView original = blueprint.original;
    if (!original.modules().empty() &&
        !fits_as_it_is(fit_names(checkpoint->tensors, without(target, classifier), checkpoint->source).tensors, target,
                       classifier)) {
      const std::string head =
          classifier.empty() || !original.classifier().exists() ? "" : std::string(original.path(original.classifier()).view());
      of_original = fit_names(checkpoint->tensors, without(state_names(original), head), checkpoint->source);
      checkpoint->tensors = for_edited(of_original.tensors, original, blueprint.graph);
      options.except = brought_by_edits(blueprint.graph);
    }
    built.report = load_state(target, *checkpoint, options);
    if (!of_original.whose.empty()) built.report.whose = of_original.whose, built.report.differs = of_original.differs;
    built.report.prefix = of_original.prefix + built.report.prefix;
    built.report.left_over.insert(built.report.left_over.begin(), of_original.left_over.begin(), of_original.left_over.end());
    built.preprocessing = checkpoint->preprocessing;
  } else {
    initialize(*built.network, blueprint.initialization);
  }
  built.architecture = blueprint.architecture;
  if (weights.preprocessing) built.preprocessing = *weights.preprocessing;
  if (blueprint.apply_variant != nullptr) built.variant = variant ? variant : blueprint.variant;
  return built;
}

BuiltNetwork build_named_network(std::string_view name, std::int64_t classes, const Weights& weights) {
  const KnownNetwork known = known_network(name);
  if (classes < 0) throw UsageError("a network has at least 1 class, or 0 for its own; got " + std::to_string(classes));
  Tables tables = known.tables();
  if (classes > 0) {
    const GraphView own = tables;
    tables = replace(own, own.classifier(), Linear{.out = classes});
    if (!tables.check.ok())
      throw UsageError(std::string(name) + " takes no other classifier: " + describe_problem(GraphView(tables)));
  }
  return build_network({.graph = tables,
                        .keep_classifier = classes == 0,
                        .apply_variant = known.apply_variant,
                        .initialization = known.initialization,
                        .architecture = std::string(known.name)},
                       weights);
}

void train_only(Network& network, int stages, const std::vector<std::string>& paths) {
  const GraphView net = network.graph();
  if (stages < -1 || stages > net.last_stage())
    throw UsageError("the option .trained_stages is " + std::to_string(stages) + "; this network has " +
                     std::to_string(net.last_stage()) + " stages, 0 trains none of them and -1 everything");
  if (stages < 0) return unfreeze(network);
  graft::freeze(network);
  std::vector<Selector> trained(paths.begin(), paths.end());
  if (net.classifier().exists()) trained.emplace_back(std::string(net.path(net.classifier()).view()));
  for (ModuleId row{1}; row < net.module_count(); ++row)
    if (net.stage(row) > net.last_stage() - stages && net.stage(net.module(row).parent) != net.stage(row))
      trained.emplace_back(std::string(net.path(row).view()));
  if (!trained.empty()) set_frozen(network, trained, false);
}

}  // namespace graft::detail

namespace graft {

std::shared_ptr<Network> make_network(std::string_view name, const NetworkOptions& options) {
  return detail::build_named_network(name, options.classes, options.weights).network;
}

}  // namespace graft
