#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <graft/graph/graph_view.hpp>
#include <graft/network/adapt_input_channels.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft::detail {

/// Whether a tensor belongs to what lies below a path; nothing does below an empty one.
[[nodiscard]] inline bool is_below(std::string_view name, std::string_view path) {
  return !path.empty() && name.starts_with(path) && name.substr(path.size()).starts_with('.');
}

/// The tensors of a network that a file must have: not those below `classifier`, nor the counts of batches.
[[nodiscard]] inline StateDict without(const StateDict& tensors, std::string_view classifier) {
  StateDict others;
  for (const auto& [name, tensor] : tensors)
    if (!is_below(name, classifier) && !name.ends_with("num_batches_tracked")) others.set(name, tensor);
  return others;
}

/// Whether a file has a tensor of the right shape for each of a network's, and no other; those below `classifier` do not count.
[[nodiscard]] inline bool fits_as_it_is(const StateDict& file, const StateDict& target, std::string_view classifier) {
  for (const auto& [name, from] : file)
    if (!is_below(name, classifier) && !target.contains(name)) return false;
  for (const auto& [name, to] : without(target, classifier)) {
    const ::torch::Tensor* from = file.find(name);
    if (from == nullptr || from->sizes() != to.sizes()) return false;
  }
  return true;
}

/// Weights of the original network under the names that its modules have after an edit; those of removed modules are left out.
/// Filters for another number of input channels are adapted. Names that the original does not have stay, to be reported.
[[nodiscard]] inline StateDict for_edited(const StateDict& file, GraphView original, GraphView edited) {
  std::vector<ModuleId> now_is(original.modules().size());
  for (ModuleId row{0}; row < edited.module_count(); ++row)
    if (const ModuleId origin = edited.module(row).origin; origin.exists()) now_is[origin.index()] = row;

  StateDict renamed;
  for (const auto& [name, tensor] : file) {
    const std::size_t dot = name.rfind('.');
    const ModuleId before = dot == std::string::npos ? ModuleId{} : original.find(std::string_view(name).substr(0, dot));
    if (!before.exists()) {
      renamed.set(name, tensor);
      continue;
    }
    const ModuleId now = now_is[before.index()];
    if (!now.exists()) continue;
    const Conv2d* conv = get_if<Conv2d>(&edited.module(now).layer);
    const bool other_channels = conv != nullptr && tensor.dim() == 4 && tensor.size(1) != conv->in / conv->groups &&
                                get<Conv2d>(original.module(before).layer).in != conv->in;
    renamed.set(std::string(edited.path(now).view()) + name.substr(dot),
                other_channels ? adapt_input_channels(tensor, conv->in) : tensor);
  }
  return renamed;
}

/// Paths of the modules that an edit added, which no file of the original has weights for.
[[nodiscard]] inline std::vector<std::string> brought_by_edits(GraphView edited) {
  std::vector<std::string> paths;
  for (ModuleId row{1}; row < edited.module_count(); ++row)
    if (!edited.module(row).origin.exists() && !is_container(edited.module(row).layer))
      paths.emplace_back(edited.path(row).view());
  return paths;
}

}  // namespace graft::detail
