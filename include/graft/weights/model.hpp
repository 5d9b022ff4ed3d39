#pragma once

#include <memory>
#include <string>
#include <vector>

#include <graft/network/network.hpp>
#include <graft/zoo/preprocessing.hpp>

namespace graft {

/// A network that was loaded with no type named, and what its file says about how to use it.
struct Model {
  std::shared_ptr<Network> network;
  Preprocessing preprocessing{};           ///< what images must go through
  std::vector<std::string> class_names{};  ///< empty where the file does not say
  std::string architecture{};              ///< torchvision's name of it, such as `resnet50`; empty for a network of its own
};

}  // namespace graft
