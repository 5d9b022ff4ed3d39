#pragma once

#include <graft/data/decode/detail/planned_image.hpp>
#include <graft/data/transform/crop.hpp>

namespace graft {

Image crop(const Image& image, const Box& box) {
  detail::Scratch scratch;
  detail::PlannedImage planned(image, scratch);
  planned.crop(box);
  return planned.take();
}

}  // namespace graft
