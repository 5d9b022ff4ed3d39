#pragma once

#include <cstdint>
#include <string>
#include <string_view>
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

/// What a target is, in words for messages.
[[nodiscard]] inline std::string_view name_of(const Target& target) {
  struct Name {
    std::string_view operator()(const NoTarget&) const { return "nothing"; }
    std::string_view operator()(const ClassLabel&) const { return "a class"; }
    std::string_view operator()(const Values&) const { return "numbers"; }
    std::string_view operator()(const MaskFile&) const { return "a mask"; }
    std::string_view operator()(const Objects&) const { return "objects"; }
  };
  return std::visit(Name{}, target);
}

}  // namespace graft
