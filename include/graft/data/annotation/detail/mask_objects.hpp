#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include <graft/data/dataset/target.hpp>
#include <graft/data/image/mask.hpp>

namespace graft::detail {

/// The objects of the mask in a file: one for each number above 0 that it has.
inline Objects objects_of(const Mask& mask, const std::string& file) {
  struct Bounds {
    std::int64_t left = 0, top = 0, right = -1, bottom = -1;
  };
  std::array<Bounds, 256> bounds{};
  const std::uint8_t* number = mask.classes.data();
  for (std::int64_t y = 0; y < mask.height; ++y) {
    for (std::int64_t x = 0; x < mask.width; ++x) {
      Bounds& box = bounds[*number++];
      if (box.bottom < 0) box = {x, y, x, y};
      box.left = std::min(box.left, x);
      box.right = std::max(box.right, x);
      box.bottom = y;
    }
  }
  Objects objects;
  for (std::size_t i = 1; i < bounds.size(); ++i) {
    const Bounds& box = bounds[i];
    if (box.bottom < 0) continue;
    Object object;
    object.box = {static_cast<float>(box.left), static_cast<float>(box.top), static_cast<float>(box.right + 1),
                  static_cast<float>(box.bottom + 1)};
    object.shape = MaskNumber{file, static_cast<std::int64_t>(i)};
    objects.push_back(std::move(object));
  }
  return objects;
}

}  // namespace graft::detail
