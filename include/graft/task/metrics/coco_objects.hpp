#pragma once

#include <cstdint>
#include <optional>

#include <graft/data/dataset/object_box.hpp>
#include <graft/data/dataset/object_shape.hpp>

namespace graft {

/// An object that a detector found in an image.
struct FoundObject {
  ObjectBox box{};
  double score = 0;
  std::int64_t label = 0;
  std::optional<RunLengths> mask{};  ///< where masks are compared
};

/// An object that the data have in an image.
struct KnownObject {
  ObjectBox box{};
  std::int64_t label = 0;
  bool crowd = false;                ///< many in one: neither missed, nor wrong to be found any number of times
  std::optional<double> area{};      ///< as the data say, which sorts it by size; of its mask or box where they do not
  std::optional<RunLengths> mask{};  ///< where masks are compared
};

}  // namespace graft
