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
  std::vector<std::string> skipped;  ///< not loaded on purpose, such as a replaced head

  /// Whether every tensor of the network but the skipped ones was loaded, and every one of the file was used.
  bool ok() const noexcept { return missing.empty() && unexpected.empty() && mismatched.empty(); }

  /// One line: the counts, and the first names of what went wrong and of what was therefore left at its initial values.
  /// Example: "318 tensors loaded, 2 skipped, 1 missing (fc.bias)".
  std::string text() const;

  /// The part of `text` about what went wrong; empty if nothing did.
  std::string problems() const;
};

}  // namespace graft
