#pragma once

#include <string_view>

#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// A module that the table cannot look into, such as a user's own `torch::nn::Module`.
///
/// The table knows its output shape alone; its parameters are known at run time.
struct Foreign {
  static constexpr std::string_view kind = "Foreign";

  Shape gives{};  ///< shape of one example behind it

  [[nodiscard]] constexpr Inferred output(const Shape&) const { return {gives}; }

  friend constexpr bool operator==(const Foreign&, const Foreign&) = default;
};

}  // namespace graft
