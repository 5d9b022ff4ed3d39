#pragma once

#include <cstdint>

#include <graft/data/dataset/object_box.hpp>
#include <graft/data/dataset/object_shape.hpp>

namespace graft {

/// An object in an image.
struct Object {
  ObjectBox box{};
  std::int64_t label = 0;  ///< index of its class
  bool crowd = false;      ///< many of its class in one box, as COCO has: neither trained on nor counted as missed
  ObjectShape shape{};

  friend bool operator==(const Object&, const Object&) = default;
};

}  // namespace graft
