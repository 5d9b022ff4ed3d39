#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <graft/weights/detail/printable.hpp>

namespace graft {

/// What became of each tensor when weights were loaded into a network.
struct LoadReport {
  /// A tensor that both sides have, in different shapes.
  struct Mismatch {
    std::string name;
    std::vector<std::int64_t> expected;  ///< the network's shape
    std::vector<std::int64_t> got;       ///< the file's shape
  };

  std::vector<std::string> missing;     ///< in the network, not in the file
  std::vector<std::string> unexpected;  ///< in the file, not in the network
  std::vector<Mismatch> mismatched;
  std::vector<std::string> loaded;
  std::vector<std::string> skipped;  ///< left alone on purpose: a replaced head

  /// Whether every tensor that was meant to be loaded was.
  bool ok() const noexcept { return missing.empty() && unexpected.empty() && mismatched.empty(); }

  /// One line: the counts, and the first names of what went wrong.
  /// Example: "318 tensors loaded, 2 skipped, 1 missing (fc.bias)".
  std::string text() const {
    std::string line = std::to_string(loaded.size()) + (loaded.size() == 1 ? " tensor loaded" : " tensors loaded");
    if (!skipped.empty()) line += ", " + std::to_string(skipped.size()) + " skipped";
    return ok() ? line : line + ", " + problems();
  }

  /// The part of `text` about what went wrong; empty if nothing did.
  std::string problems() const {
    std::vector<std::string> shapes;
    for (const Mismatch& one : mismatched)
      shapes.push_back(one.name + " needs " + shape_text(one.expected) + " but got " + shape_text(one.got));
    std::string line;
    const auto add = [&](const std::vector<std::string>& names, const char* what) {
      if (names.empty()) return;
      line += (line.empty() ? "" : ", ") + std::to_string(names.size()) + what + " (" + first_names(names) + ")";
    };
    add(missing, " missing");
    add(unexpected, " unexpected");
    add(shapes, " of another shape");
    return line;
  }

 private:
  static std::string first_names(const std::vector<std::string>& names) {
    constexpr std::size_t shown = 3;
    std::string list;
    for (std::size_t i = 0; i < names.size() && i < shown; ++i)
      list += (i == 0 ? "" : ", ") + detail::printable(names[i]);
    return names.size() > shown ? list + ", ..." : list;
  }

  static std::string shape_text(const std::vector<std::int64_t>& shape) {
    std::string list = "[";
    for (std::size_t i = 0; i < shape.size(); ++i) list += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    return list + "]";
  }
};

}  // namespace graft
