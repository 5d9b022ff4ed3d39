#pragma once

#include <map>
#include <optional>
#include <string>

#include <graft/weights/state/state_dict.hpp>
#include <graft/zoo/preprocessing.hpp>
#include <graft/zoo/variant.hpp>

namespace graft {
namespace detail {

/// The text of a safetensors file that says the variant of the network.
inline constexpr const char* variant_key = "graft.variant";

}  // namespace detail

/// The tensors of a file and what is known about how to use them.
struct Checkpoint {
  StateDict tensors;
  std::optional<Variant>
      variant;  ///< where the file says it: a safetensors file as its text `graft.variant`; a bare `.pth` does not
  Preprocessing preprocessing;                    ///< what the images must go through for these weights
  std::string source;                             ///< the file or folder it came from, for messages
  std::map<std::string, std::string> metadata{};  ///< texts that a safetensors file carries beside its tensors
};

}  // namespace graft
