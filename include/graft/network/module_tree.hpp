#pragma once

#include <string>
#include <vector>

#include <graft/graph/tables.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// The modules of any `torch::nn::Module`, as a table without calls, so that freeze policies can read it.
struct ModuleTree {
  Tables tables;
  std::vector<::torch::nn::Module*> modules;  ///< of each row; for a Parameter, the module that owns it
  std::vector<std::string> paths{};           ///< of each row, not truncated as names in a table are
};

/// The tree below a module, in the order of registration. `classifier` is the path of the classifier, if any.
[[nodiscard]] ModuleTree module_tree(::torch::nn::Module& root, const std::string& classifier = {});

}  // namespace graft
