#pragma once

#include <string_view>

#include <graft/core/fixed_string.hpp>
#include <graft/graph/graph_view.hpp>

namespace graft {

/// A tag that names a layer by its path, as Python prints it: `At<"layer4.2.conv3">`.
///
/// A tag is any type with static constexpr members `ModuleId find(GraphView)`, the module or none, and, for errors, `path()`.
template <FixedString Path>
struct At {
  [[nodiscard]] static constexpr std::string_view path() { return Path.view(); }
  [[nodiscard]] static constexpr ModuleId find(GraphView net) { return net.find(path()); }
};

}  // namespace graft
