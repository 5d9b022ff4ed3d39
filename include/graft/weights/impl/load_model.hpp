#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <graft/graph/remove.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/platform/translate.hpp>
#include <graft/weights/detail/model_json.hpp>
#include <graft/weights/detail/state_of_graph.hpp>
#include <graft/weights/load_model.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/state/fit_names.hpp>
#include <graft/weights/state/load_state.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/weights/state_names.hpp>
#include <graft/zoo/known_network.hpp>

namespace graft {
namespace detail {

/// Whether tensors have the names and shapes of a network, and no others. Counts of batches may be absent, as in old files.
[[nodiscard]] inline bool is_state_of(GraphView net, const StateDict& file) {
  std::size_t needed = 0, counters = 0;
  bool fits = true;
  each_tensor(net, [&](const std::string& name, const std::vector<std::int64_t>& sizes) {
    const ::torch::Tensor* tensor = file.find(name);
    fits = fits && tensor != nullptr && tensor->sizes() == sizes;
    ++needed;
  });
  for (const auto& [name, tensor] : file) counters += name.ends_with(".num_batches_tracked") ? 1U : 0U;
  return fits && needed + counters == file.size();
}

/// Gives the classifier of a path as many outputs as the file has of it; whether the file has it. An Identity becomes a Linear
/// where the file has one, and else stays.
[[nodiscard]] inline bool take_classes(Tables& tables, std::string_view path, const StateDict& file) {
  const ModuleId module = GraphView(tables).find(path);
  const ::torch::Tensor* weight = file.find(entry_name(tables, module, "weight"));
  Layer& layer = tables.modules[module.index()].layer;
  if (weight == nullptr && is_a<Identity>(layer)) return true;
  if (weight == nullptr || weight->dim() < 2 || weight->size(0) < 1) return false;
  if (is_a<Identity>(layer)) layer = Linear{.in = weight->size(1), .bias = file.contains(entry_name(tables, module, "bias"))};
  if (auto* linear = get_if<Linear>(&layer)) linear->out = weight->size(0);
  if (auto* conv = get_if<Conv2d>(&layer)) conv->out = weight->size(0);
  return true;
}

/// A zoo's network for tensors of these names and shapes, with as many classes as the file has, or empty tables.
[[nodiscard]] inline Tables tables_for_state(GraphView known, const StateDict& file) {
  Tables tables = tables_of(known);
  if (!take_classes(tables, known.path(known.classifier()).view(), file)) return {};
  for (const std::string& path : auxiliary_classifiers(known))
    if (!take_classes(tables, path, file)) tables = remove(GraphView(tables), path.substr(0, path.find('.')));
  if (!tables.check.ok() || !is_state_of(tables, file)) return {};
  infer(tables);
  return tables;
}

struct Recognised {
  std::string name{};  ///< in the catalogue
  Tables tables{};
  FittedNames fitted{};                               ///< the tensors under the network's names
  void (*apply_variant)(Tables&, Variant) = nullptr;  ///< of architectures that have variants
};

/// The network of the zoo whose tensors these are, with a prefix in front of their names or without; without tables if there is
/// none.
[[nodiscard]] inline Recognised recognise(const StateDict& file, const std::string& where) {
  Recognised found;
  for (const KnownNetwork& known : known_networks()) {
    const Tables described = known.tables();
    FittedNames fitted = fit_names(file, state_names(described), where);
    found.tables = tables_for_state(described, fitted.tensors);
    if (found.tables.modules.empty()) continue;
    found.name = known.name;
    found.fitted = std::move(fitted);
    found.apply_variant = known.apply_variant;
    break;
  }
  return found;
}

/// Before anything is built: the layers have no more numbers than the file holds.
inline void require_as_many(GraphView net, const StateDict& file, const std::string& where) {
  std::int64_t held = 0, needed = 0;
  for (const auto& [name, tensor] : file) held += tensor.numel();
  const auto add = [&](const StateEntry& entry) {
    if (entry.role != StateEntry::Role::counter) needed += entry.shape.elements();  // which old files lack
  };
  for (ModuleId row{0}; row < net.module_count() && needed <= held; ++row)
    visit_layer([&](const auto& any) { any.each_state(add); }, net.module(row).layer);
  if (needed > held)
    throw WeightsError("the network described in '" + where +
                       "' has more parameters than the file has numbers (is the file incomplete?)");
}

}  // namespace detail

Model load_model(const std::filesystem::path& file, const ReadOptions& options) {
  Checkpoint checkpoint = read_weights(file, options);
  Model model{.network = nullptr,
              .preprocessing = checkpoint.preprocessing,
              .class_names = checkpoint.class_names,
              .variant = checkpoint.variant};
  Tables tables;
  if (const auto described = checkpoint.metadata.find(detail::model_key); described != checkpoint.metadata.end()) {
    const detail::ModelReader reader(described->second, file.string());
    tables = reader.tables();
    model.architecture = reader.architecture();
  } else {
    detail::Recognised found = detail::recognise(checkpoint.tensors, checkpoint.source);
    if (found.tables.modules.empty())
      throw WeightsError("'" + file.string() +
                         "' holds weights without their architecture, and no network of the zoo has tensors of these names and "
                         "shapes; make the network, then load the weights into it");
    if (checkpoint.variant && found.apply_variant != nullptr) found.apply_variant(found.tables, *checkpoint.variant);
    model.architecture = std::move(found.name);
    tables = std::move(found.tables);
    checkpoint.tensors = std::move(found.fitted.tensors);
    model.report.prefix = std::move(found.fitted.prefix);
    model.report.whose = std::move(found.fitted.whose);
    model.report.differs = std::move(found.fitted.differs);
    model.report.left_over = std::move(found.fitted.left_over);
  }
  detail::require_as_many(tables, checkpoint.tensors, file.string());
  model.network = translate_errors<WeightsError>("building the network of the file",
                                                 [&] { return std::make_shared<Network>(std::move(tables)); });
  const LoadReport loaded = load_state(state_dict(*model.network), checkpoint.tensors, {}, checkpoint.source);
  model.report.entry = checkpoint.entry;
  model.report.loaded = loaded.loaded;
  model.report.resampled = loaded.resampled;
  model.network->eval();
  return model;
}

}  // namespace graft
