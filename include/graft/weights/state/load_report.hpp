#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace graft {

/// The result of loading weights into a network, tensor by tensor.
struct LoadReport {
  /// A tensor that both the network and the file have, in different shapes.
  struct Mismatch {
    std::string name;
    std::vector<std::int64_t> expected;  ///< the network's shape
    std::vector<std::int64_t> got;       ///< the file's shape
  };

  std::vector<std::string> missing;     ///< in the network, not in the file
  std::vector<std::string> unexpected;  ///< in the file, not in the network
  std::vector<Mismatch> mismatched;     ///< not loaded: these keep their initial values
  std::vector<std::string> loaded;
  std::vector<Mismatch> resampled{};  ///< position embeddings that were loaded from those for images of another size
  std::vector<std::string> skipped;   ///< not loaded on purpose, such as a replaced head

  std::string entry{};                   ///< of the file, that the tensors were taken from: "state_dict"
  std::string whose{};                   ///< names the file has, where they were translated: "timm's ConvNeXt"
  std::string differs{};                 ///< what else their network does otherwise: "LayerNorm's eps is 1e-12 there"
  std::string prefix{};                  ///< that was taken off the file's names: "module."
  std::vector<std::string> left_over{};  ///< what the file has beside the network's weights: "epoch", "n_averaged"

  /// Whether every tensor of the network but the skipped ones was loaded, and every one of the file was used.
  bool ok() const noexcept { return missing.empty() && unexpected.empty() && mismatched.empty(); }

  /// A line with the counts, and the first names of what went wrong and of what was therefore left at its initial values; where
  /// the file has more than the weights under the network's names, or others, a second line that says what was made of it.
  /// Example: "318 tensors loaded, 2 skipped, 1 missing (fc.bias)".
  /// Example: "320 tensors loaded\n(of entry 'state_dict', prefix 'module.' taken off; left over: epoch, optimizer)"
  std::string text() const;

  /// The part of `text` about what went wrong; empty if nothing did.
  std::string problems() const;
};

}  // namespace graft
