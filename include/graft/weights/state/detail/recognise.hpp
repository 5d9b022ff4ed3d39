#pragma once

#include <optional>
#include <string>

#include <graft/graph/tables.hpp>
#include <graft/weights/state/fit_names.hpp>
#include <graft/weights/state/state_dict.hpp>
#include <graft/zoo/variant.hpp>

namespace graft::detail {

/// A network of the zoo that tensors are of.
struct Recognised {
  std::string name{};  ///< in the catalogue
  Tables tables{};
  FittedNames fitted{};                               ///< the tensors under the network's names
  void (*apply_variant)(Tables&, Variant) = nullptr;  ///< of architectures that have variants
};

/// The network of the zoo whose tensors these are, with a prefix in front of their names or without, and with any number of
/// classes; without tables if there is none. `where`: the file's name, for messages.
/// Errors: WeightsError if the file has the network's tensors several times, see fit_names().
[[nodiscard]] Recognised recognise(const StateDict& file, const std::string& where = "");

/// The name of the network of the zoo that weights are of, where that is another one than `target` is; else empty.
[[nodiscard]] std::string other_network(const StateDict& file, const StateDict& target);

}  // namespace graft::detail
