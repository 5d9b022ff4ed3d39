#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <graft/core/error.hpp>
#include <graft/data/crop.hpp>
#include <graft/data/detail/require_inside.hpp>
#include <graft/data/detail/resample.hpp>
#include <graft/data/resize.hpp>

namespace graft {

Image resize(const Image& picture, const Box& box, std::int64_t width, std::int64_t height) {
  if (width <= 0 || height <= 0) {
    throw UsageError("resize: expected a positive width and height, got " + std::to_string(width) + "x" +
                     std::to_string(height) + "; give sizes in pixels");
  }
  detail::require_inside(picture, box);
  if (box.width == width && box.height == height) return crop(picture, box);

  const std::uint8_t* in = picture.pixels.data() + (box.top * picture.width + box.left) * 3;
  auto pitch = static_cast<std::size_t>(picture.width) * 3;
  const auto row_bytes = static_cast<std::size_t>(width) * 3;
  const detail::ResampleWeights vertical = detail::resample_weights(box.height, height);
  Image resized = blank_image(width, height);
  if (box.width == width) {
    detail::resample_vertically(in, pitch, row_bytes, 0, vertical, resized.pixels.data());
    return resized;
  }
  const detail::ResampleWeights horizontal = detail::resample_weights(box.width, width);
  const auto columns = static_cast<std::size_t>(box.width);
  if (box.height == height) {
    detail::resample_horizontally(in, pitch, columns, static_cast<std::size_t>(height), horizontal,
                                  resized.pixels.data());
    return resized;
  }
  std::vector<std::uint8_t> between(static_cast<std::size_t>(box.height) * row_bytes);
  detail::resample_horizontally(in, pitch, columns, static_cast<std::size_t>(box.height), horizontal, between.data());
  detail::resample_vertically(between.data(), row_bytes, row_bytes, 0, vertical, resized.pixels.data());
  return resized;
}

Image resize(const Image& picture, std::int64_t width, std::int64_t height) {
  return resize(picture, {0, 0, picture.width, picture.height}, width, height);
}

Image Resize::operator()(Image picture, Random& /*random*/) const {
  if (size <= 0 || width.value_or(1) <= 0) {
    throw UsageError("Resize: expected positive sizes, got " + std::to_string(size) +
                     (width ? " and " + std::to_string(*width) : std::string()) + "; give sizes in pixels");
  }
  detail::require_inside(picture, {0, 0, picture.width, picture.height});
  std::int64_t new_width = width.value_or(size);
  std::int64_t new_height = size;
  if (!width && picture.width < picture.height) new_height = longer_side(picture.height, picture.width);
  if (!width && picture.width > picture.height) new_width = longer_side(picture.width, picture.height);
  if (new_width == picture.width && new_height == picture.height) return picture;
  return resize(picture, new_width, new_height);
}

std::int64_t Resize::longer_side(std::int64_t longer, std::int64_t shorter) const {
  return static_cast<std::int64_t>(static_cast<double>(size * longer) / static_cast<double>(shorter));
}

}  // namespace graft
