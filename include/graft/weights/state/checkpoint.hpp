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

/// The keys under which a file's metadata have the variant of the network, and the description of the whole model.
inline constexpr const char* variant_key = "graft.variant";
inline constexpr const char* model_key = "graft.model";

}  // namespace detail

/// The tensors of a file, and what the file says about how to use them.
struct Checkpoint {
  StateDict tensors;
  /// Where the file says it, in its metadata as `graft.variant`, as those that graft wrote do; Python's do not.
  std::optional<Variant> variant;
  Preprocessing preprocessing;                    ///< what the images must go through for these weights
  std::string source;                             ///< the file or folder it came from, for messages
  std::vector<std::string> class_names{};         ///< of a whole model of save_model's
  std::map<std::string, std::string> metadata{};  ///< texts by name beside the tensors; of a `.pth`, those of write_pth
  /// The entry of the file that the tensors were taken from: "state_dict", "ema"; empty where they are the file's own.
  std::string entry{};
  /// What the file has beside them, as `epoch` or `args (argparse.Namespace)`.
  std::vector<std::string> left_over{};

  /// Whether save_model wrote the file, which then says the preprocessing and the class names.
  [[nodiscard]] bool describes_model() const { return metadata.contains(detail::model_key); }
};

}  // namespace graft
