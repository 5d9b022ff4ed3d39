#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace graft {

/// What a user may say about a file of weights whose contents or names are not those of the network alone.
///
/// A wrapper around the weights ("state_dict", "model") and a prefix of their names ("module.", "model.") need neither: they
/// are found where one choice is clear, and told in the load report.
/// Example: {.weights = {"dino.pth", {.entry = "teacher"}}}
struct ReadOptions {
  /// Which of several sets of weights: the name of an entry of the file ("ema"), or what the tensors' names begin with
  /// ("encoder_q"), or both, joined by a dot. Empty: the one there is.
  std::string entry{};
  /// The network's name of a tensor that the file calls by another; an empty one leaves the tensor out. See `rename`.
  std::function<std::string(std::string_view)> rename{};
};

}  // namespace graft
