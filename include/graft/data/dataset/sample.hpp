#pragma once

#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/target.hpp>

namespace graft {

/// An image file with its target.
struct Sample {
  std::string path{};
  Target target{};

  /// The class of the image.
  /// Errors: DataError where its target is another than a class, or none.
  [[nodiscard]] ClassLabel label() const {
    if (const ClassLabel* label = std::get_if<ClassLabel>(&target)) return *label;
    throw DataError("image '" + path + "' has " + std::string(name_of(target)) + " as its target; expected a class");
  }

  friend bool operator==(const Sample&, const Sample&) = default;
};

}  // namespace graft
