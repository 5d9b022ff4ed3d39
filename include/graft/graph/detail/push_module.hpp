#pragma once

#include <cstddef>
#include <string_view>

#include <graft/graph/tables.hpp>

namespace graft::detail {

/// Adds a module at the end of a table, with the layers that it registers inside it.
constexpr ModuleId push_module(auto& modules, const Layer& layer, const ShortString<31>& name, ModuleId parent,
                               int stage = no_stage) {
  const ModuleId id{static_cast<int>(modules.size())};
  const Module added{layer, name, parent, id, stage};  // a constant, since push_back of a temporary also looks up what it added
  modules.push_back(added);
  const auto push_inside = [&](std::string_view path, const auto& inner) {
    ModuleId owner = id;
    const std::size_t dot = path.rfind('.');
    if (dot != std::string_view::npos)  // inside an earlier one
      for (ModuleId row{id.row + 1}; row.index() < modules.size(); ++row)
        if (modules[row.index()].parent == id && modules[row.index()].name == path.substr(0, dot)) owner = row;
    const Module child{inner, path.substr(dot + 1), owner, {static_cast<int>(modules.size())}, stage};
    modules.push_back(child);
  };
  layer.visit([&](const auto& any) { any.each_child(push_inside); });
  return id;
}

}  // namespace graft::detail
