#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/graph/remove.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/weights/state/detail/recognise.hpp>
#include <graft/weights/state/detail/state_of_graph.hpp>
#include <graft/weights/state/fit_names.hpp>
#include <graft/weights/state/state_names.hpp>
#include <graft/zoo/known_network.hpp>

namespace graft::detail {

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

/// The shapes of a file's tensors, without axes of size 1, which other libraries put in or leave out. They tell most networks
/// apart at a tenth of what comparing the names costs.
class FileShapes {
 public:
  explicit FileShapes(const StateDict& file) {
    for (const auto& [name, tensor] : file) shapes_.insert(without_ones(tensor.sizes()));
  }

  /// Whether each tensor of a network, but the classifiers', has its shape in the file, or that of one of three parts of it, as
  /// other libraries have queries, keys and values. Parameters of containers are left out: a position may be apart in the file.
  [[nodiscard]] bool may_have(GraphView net) const {
    const std::vector<std::string> auxiliary = auxiliary_classifiers(net);
    for (ModuleId row{1}; row < net.module_count(); ++row) {
      const auto path = net.path(row);
      if (row == net.classifier() || net.is<Parameter>(row) ||
          std::any_of(auxiliary.begin(), auxiliary.end(), [&](const std::string& one) { return same_top(one, path.view()); }))
        continue;
      bool has = true;
      visit_layer([&](const auto& layer) { layer.each_state([&](const StateEntry& entry) { has = has && has_entry(entry); }); },
                  net.module(row).layer);
      if (!has) return false;
    }
    return true;
  }

 private:
  using Sizes = std::vector<std::int64_t>;

  [[nodiscard]] static bool same_top(std::string_view one, std::string_view other) {
    return one.substr(0, one.find('.')) == other.substr(0, other.find('.'));
  }

  [[nodiscard]] static Sizes without_ones(::torch::IntArrayRef sizes) {
    Sizes kept;
    std::copy_if(sizes.begin(), sizes.end(), std::back_inserter(kept), [](std::int64_t size) { return size != 1; });
    return kept;
  }

  [[nodiscard]] bool has_entry(const StateEntry& entry) const {
    if (entry.role == StateEntry::Role::counter) return true;  // which old files lack
    Sizes sizes;
    for (std::size_t axis = 0; axis < entry.shape.rank(); ++axis) sizes.push_back(entry.shape[axis]);
    if (shapes_.contains(without_ones(sizes))) return true;
    if (sizes.empty() || sizes.front() % 3 != 0) return false;
    sizes.front() /= 3;
    return shapes_.contains(without_ones(sizes));
  }

  std::set<Sizes> shapes_{};
};

Recognised recognise(const StateDict& file, const std::string& where) {
  Recognised found;
  const FileShapes shapes(file);
  for (const KnownNetwork& known : known_networks()) {
    const Tables described = known.tables();
    if (!shapes.may_have(described)) continue;
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

std::string other_network(const StateDict& file, const StateDict& target) {
  try {
    const std::string name = recognise(file).name;
    return name.empty() || name == recognise(target).name ? "" : name;
  } catch (const WeightsError&) {  // the network's tensors several times: nothing to say for sure
    return "";
  }
}

}  // namespace graft::detail
