#pragma once

#include <graft/data/crop.hpp>
#include <graft/data/detail/planned_picture.hpp>

namespace graft {

Image crop(const Image& picture, const Box& box) {
  detail::Scratch scratch;
  detail::PlannedPicture planned(picture, scratch);
  planned.crop(box);
  return planned.take();
}

}  // namespace graft
