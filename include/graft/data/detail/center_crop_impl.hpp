#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include <graft/core/error.hpp>
#include <graft/core/exact_text.hpp>
#include <graft/data/center_crop.hpp>
#include <graft/data/detail/planned_picture.hpp>

namespace graft {

Image CenterCrop::operator()(Image picture, Random& random) const {
  return detail::carried_out(*this, std::move(picture), random);
}

void CenterCrop::plan(detail::PlannedPicture& picture, Random& /*random*/) const {
  if (size <= 0)
    throw UsageError("CenterCrop: expected a positive size, got " + std::to_string(size) + "; give it in pixels");
  if (picture.width() < size || picture.height() < size) picture.replace(padded(picture.take()));
  picture.crop({margin(picture.width()), margin(picture.height()), size, size});
}

std::int64_t CenterCrop::margin(std::int64_t length) const {
  return static_cast<std::int64_t>(std::nearbyint(static_cast<double>(length - size) / 2.0));
}

Image CenterCrop::padded(const Image& picture) const {
  Image wider = blank_image(std::max(size, picture.width), std::max(size, picture.height));
  const std::int64_t left = (wider.width - picture.width) / 2;
  const std::int64_t top = (wider.height - picture.height) / 2;
  for (std::int64_t row = 0; row < picture.height; ++row) {
    const auto from = picture.pixels.begin() + row * picture.width * 3;
    std::copy(from, from + picture.width * 3, wider.pixels.begin() + ((top + row) * wider.width + left) * 3);
  }
  return wider;
}

std::string CenterCrop::key() const { return exact_text("CenterCrop", size); }

}  // namespace graft
