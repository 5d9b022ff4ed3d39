#pragma once

#include <string_view>

#include <graft/core/fixed_string.hpp>
#include <graft/graph/graph_view.hpp>

namespace graft {

/// A tag that names a layer by its path, as Python prints it: `At<"layer4.2.conv3">`. With a dense head, a layer of the
/// backbone may be named as in the backbone: `At<"layer3">` is its `backbone.layer3`, too.
///
/// A tag is any type with static constexpr members `ModuleId find(GraphView)`, the module or none, and, for errors, `path()`.
/// One for several modules has `bool contains(GraphView, ModuleId)`, too; `find` is then the last of them.
template <FixedString Path>
struct At {
  [[nodiscard]] static constexpr std::string_view path() { return Path.view(); }
  [[nodiscard]] static constexpr ModuleId find(GraphView net) { return net.find_layer(path()); }
};

}  // namespace graft
