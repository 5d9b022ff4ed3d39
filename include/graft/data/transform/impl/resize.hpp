#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include <graft/core/exact_text.hpp>
#include <graft/core/exceptions.hpp>
#include <graft/data/decode/detail/planned_image.hpp>
#include <graft/data/image/detail/require_inside.hpp>
#include <graft/data/transform/resize.hpp>

namespace graft {

Image resize(const Image& image, const Box& box, std::int64_t width, std::int64_t height) {
  if (width <= 0 || height <= 0) {
    throw UsageError("resize: expected a positive width and height, got " + std::to_string(width) + "x" +
                     std::to_string(height) + "; give sizes in pixels");
  }
  detail::Scratch scratch;
  detail::PlannedImage planned(image, scratch);
  planned.crop(box);
  planned.resize(width, height);
  return planned.take();
}

Image resize(const Image& image, std::int64_t width, std::int64_t height) {
  return resize(image, {0, 0, image.width, image.height}, width, height);
}

Image Resize::operator()(Image image, Random& random) const { return detail::carried_out(*this, std::move(image), random); }

void Resize::plan(detail::PlannedImage& image, Random& /*random*/) const {
  if (size <= 0 || width.value_or(1) <= 0) {
    throw UsageError("Resize: expected positive sizes, got " + std::to_string(size) +
                     (width ? " and " + std::to_string(*width) : std::string()) + "; give sizes in pixels");
  }
  detail::require_inside(image.width(), image.height(), {0, 0, image.width(), image.height()});
  std::int64_t new_width = width.value_or(size);
  std::int64_t new_height = size;
  if (!width && image.width() < image.height()) new_height = longer_side(image.height(), image.width());
  if (!width && image.width() > image.height()) new_width = longer_side(image.width(), image.height());
  image.resize(new_width, new_height);
}

std::int64_t Resize::longer_side(std::int64_t longer, std::int64_t shorter) const {
  return static_cast<std::int64_t>(static_cast<double>(size * longer) / static_cast<double>(shorter));
}

std::string Resize::key() const { return exact_text("Resize", size, width.value_or(-1)); }

}  // namespace graft
