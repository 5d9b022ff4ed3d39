#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <graft/network/network.hpp>
#include <graft/weights/state/load_report.hpp>
#include <graft/zoo/preprocessing.hpp>
#include <graft/zoo/variant.hpp>

namespace graft {

/// A network of a type known at run time only, and what its file says about how to use it.
struct Model {
  std::shared_ptr<Network> network;
  Preprocessing preprocessing{};           ///< what images must go through
  std::vector<std::string> class_names{};  ///< empty where the file does not say
  std::string architecture{};  ///< torchvision's name of it, such as `resnet50`; empty for a network that torchvision lacks
  std::optional<Variant> variant{};  ///< of an architecture that has variants, where the file says it
  LoadReport report{};               ///< of load_model: what was loaded, and whose names the file has
};

}  // namespace graft
