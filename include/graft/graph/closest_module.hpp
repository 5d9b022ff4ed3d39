#pragma once

#include <cstddef>
#include <string_view>

#include <graft/core/similarity.hpp>
#include <graft/graph/graph_view.hpp>

namespace graft {

/// The module whose path is most similar to the wanted one, for suggestions in errors; the last one of a tie. Layers of the
/// backbone in a dense network are compared as find_layer() finds them.
[[nodiscard]] constexpr ModuleId closest_module(GraphView net, std::string_view wanted) {
  const auto depth = [](std::string_view path) {
    int dots = 0;
    for (const char c : path) dots += c == '.' ? 1 : 0;
    return dots;
  };
  const ModuleId trunk = net.trunk();
  const std::size_t outside = trunk.exists() ? net.path(trunk).view().size() + 1 : 0;
  ModuleId best{1};
  int best_score = -1;
  for (ModuleId row{1}; row < net.module_count(); ++row) {
    const GraphView::Path full = net.path(row);
    const bool is_below = trunk.exists() && row > trunk && net.is_within(row, trunk);
    const std::string_view path = is_below ? full.view().substr(outside) : full.view();
    // A path of equal depth is likelier: layer5 is not layer3.5.
    const int score = similarity(wanted, path) + (depth(wanted) == depth(path) ? 20 : 0);
    if (score >= best_score) best = row, best_score = score;  // ties go to the last: layer5 is more likely layer4 than layer1
  }
  return best;
}

}  // namespace graft
