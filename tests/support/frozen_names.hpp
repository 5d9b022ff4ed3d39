#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <graft/policy/freeze_policy.hpp>

namespace graft_tests {

using Names = std::vector<std::string>;

/// The paths of the modules with parameters of their own that a policy leaves to train, or freezes.
template <class Policy>
Names names(graft::GraphView net, bool wanted_frozen) {
  const std::size_t rows = static_cast<unsigned>(net.module_count());  // g++ 16 warns of what it would be if it were negative
  const auto storage = std::make_unique<bool[]>(rows);                 // a vector<bool> has no span
  const std::span<bool> frozen(storage.get(), rows);
  Policy::mark(net, frozen);
  Names found;
  for (graft::ModuleId row{0}; row < net.module_count(); ++row)
    if (graft::parameters(net.module(row).layer) > 0 && frozen[row.index()] == wanted_frozen)
      found.emplace_back(net.path(row).view());
  return found;
}

template <class Policy>
Names trained_names(graft::GraphView net) {
  return names<Policy>(net, false);
}
template <class Policy>
Names frozen_names(graft::GraphView net) {
  return names<Policy>(net, true);
}

}  // namespace graft_tests
