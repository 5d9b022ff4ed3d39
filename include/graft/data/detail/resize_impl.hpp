#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include <graft/core/error.hpp>
#include <graft/core/exact_text.hpp>
#include <graft/data/detail/planned_picture.hpp>
#include <graft/data/detail/require_inside.hpp>
#include <graft/data/resize.hpp>

namespace graft {

Image resize(const Image& picture, const Box& box, std::int64_t width, std::int64_t height) {
  if (width <= 0 || height <= 0) {
    throw UsageError("resize: expected a positive width and height, got " + std::to_string(width) + "x" +
                     std::to_string(height) + "; give sizes in pixels");
  }
  detail::Scratch scratch;
  detail::PlannedPicture planned(picture, scratch);
  planned.crop(box);
  planned.resize(width, height);
  return planned.take();
}

Image resize(const Image& picture, std::int64_t width, std::int64_t height) {
  return resize(picture, {0, 0, picture.width, picture.height}, width, height);
}

Image Resize::operator()(Image picture, Random& random) const {
  return detail::carried_out(*this, std::move(picture), random);
}

void Resize::plan(detail::PlannedPicture& picture, Random& /*random*/) const {
  if (size <= 0 || width.value_or(1) <= 0) {
    throw UsageError("Resize: expected positive sizes, got " + std::to_string(size) +
                     (width ? " and " + std::to_string(*width) : std::string()) + "; give sizes in pixels");
  }
  detail::require_inside(picture.width(), picture.height(), {0, 0, picture.width(), picture.height()});
  std::int64_t new_width = width.value_or(size);
  std::int64_t new_height = size;
  if (!width && picture.width() < picture.height()) new_height = longer_side(picture.height(), picture.width());
  if (!width && picture.width() > picture.height()) new_width = longer_side(picture.width(), picture.height());
  picture.resize(new_width, new_height);
}

std::int64_t Resize::longer_side(std::int64_t longer, std::int64_t shorter) const {
  return static_cast<std::int64_t>(static_cast<double>(size * longer) / static_cast<double>(shorter));
}

std::string Resize::key() const { return exact_text("Resize", size, width.value_or(-1)); }

}  // namespace graft
