#pragma once

#include <string>

#include <graft/graph/shape/size2.hpp>

namespace graft::detail {

/// Both numbers as Python prints a tuple.
[[nodiscard]] inline std::string pair_repr(const Size2& size) {
  return "(" + std::to_string(size.height) + ", " + std::to_string(size.width) + ")";
}

/// One number where it was given as one.
[[nodiscard]] inline std::string size_repr(const Size2& size) {
  return size.as_one ? std::to_string(size.height) : pair_repr(size);
}

}  // namespace graft::detail
