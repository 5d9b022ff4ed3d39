#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <graft/weights/state/state_dict.hpp>
#include <graft/zoo/preprocessing.hpp>
#include <graft/zoo/variant.hpp>

namespace graft {
namespace detail {

/// The key under which the metadata of a safetensors file has the variant of the network.
inline constexpr const char* variant_key = "graft.variant";

}  // namespace detail

/// The tensors of a file, and what the file says about how to use them.
struct Checkpoint {
  StateDict tensors;
  /// Where the file says it, in its metadata as `graft.variant`, as those that graft wrote do; Python's do not.
  std::optional<Variant> variant;
  Preprocessing preprocessing;                    ///< what the images must go through for these weights
  std::string source;                             ///< the file or folder it came from, for messages
  bool describes_model = false;                   ///< whether save_model wrote it, which says all of this
  std::vector<std::string> class_names{};         ///< of such a file
  std::map<std::string, std::string> metadata{};  ///< texts by name beside the tensors; of a `.pth`, those of write_pth
  /// The entry of the file that the tensors were taken from: "state_dict", "ema"; empty where they are the file's own.
  std::string entry{};
  /// What the file has beside them, as `epoch` or `args (argparse.Namespace)`.
  std::vector<std::string> left_over{};
};

}  // namespace graft
