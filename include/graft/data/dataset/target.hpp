#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <graft/data/dataset/object.hpp>

namespace graft {

/// The target of an image without one, which can only be predicted.
struct NoTarget {
  friend constexpr bool operator==(const NoTarget&, const NoTarget&) = default;
};

/// The class of an image. Index of its name in the data set.
using ClassLabel = std::int64_t;

/// Numbers of an image: those to be predicted, or 1 for each label that it has and 0 for each that it lacks; NaN: not known.
using Values = std::vector<float>;

/// The file of a mask, which says the class of each pixel of an image.
struct MaskFile {
  std::string path{};

  friend bool operator==(const MaskFile&, const MaskFile&) = default;
};

using Objects = std::vector<Object>;

/// What is to be learned about an image.
using Target = std::variant<NoTarget, ClassLabel, Values, MaskFile, Objects>;

}  // namespace graft
