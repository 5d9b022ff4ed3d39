#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include <graft/core/exact_text.hpp>
#include <graft/core/exceptions.hpp>
#include <graft/data/decode/detail/planned_image.hpp>
#include <graft/data/transform/center_crop.hpp>

namespace graft {

Image CenterCrop::operator()(Image image, Random& random) const { return detail::carried_out(*this, std::move(image), random); }

void CenterCrop::plan(detail::PlannedImage& image, Random& /*random*/) const {
  if (size <= 0) throw UsageError("CenterCrop: expected a positive size, got " + std::to_string(size) + "; give it in pixels");
  if (image.width() < size || image.height() < size) image.replace(padded(image.take()));
  image.crop({margin(image.width()), margin(image.height()), size, size});
}

std::int64_t CenterCrop::margin(std::int64_t length) const {
  return static_cast<std::int64_t>(std::nearbyint(static_cast<double>(length - size) / 2.0));
}

Image CenterCrop::padded(const Image& image) const {
  Image wider = blank_image(std::max(size, image.width), std::max(size, image.height));
  const std::int64_t left = (wider.width - image.width) / 2;
  const std::int64_t top = (wider.height - image.height) / 2;
  for (std::int64_t row = 0; row < image.height; ++row) {
    const auto from = image.pixels.begin() + row * image.width * 3;
    std::copy(from, from + image.width * 3, wider.pixels.begin() + ((top + row) * wider.width + left) * 3);
  }
  return wider;
}

std::string CenterCrop::key() const { return exact_text("CenterCrop", size); }

}  // namespace graft
