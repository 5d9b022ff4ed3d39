#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/weights/rename.hpp>

namespace graft {

StateDict rename(const StateDict& tensors, const std::function<std::string(std::string_view)>& rule) {
  StateDict renamed;
  std::unordered_map<std::string, std::string> before;
  for (const auto& [name, tensor] : tensors) {
    const std::string now = rule(name);
    if (now.empty()) continue;
    const auto [other, is_new] = before.emplace(now, name);
    if (!is_new)
      throw WeightsError("cannot rename: tensors '" + printable(other->second) + "' and '" + printable(name) +
                         "' would both be '" + printable(now) + "' (rename or drop one of them first)");
    renamed.set(now, tensor);
  }
  return renamed;
}

StateDict rename_prefix(const StateDict& tensors, std::string_view from, std::string_view to) {
  return rename(tensors, [&](std::string_view name) {
    if (!name.starts_with(from)) return std::string(name);
    std::string now = std::string(to).append(name.substr(from.size()));
    if (now.empty())
      throw WeightsError("cannot rename: nothing is left of the name of tensor '" + printable(std::string(name)) + "'");
    return now;
  });
}

}  // namespace graft
