#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include <graft/core/exact_text.hpp>
#include <graft/core/exceptions.hpp>
#include <graft/data/image/detail/require_inside.hpp>
#include <graft/data/transform/detail/planned_image.hpp>
#include <graft/data/transform/letterbox.hpp>
#include <graft/data/transform/pad.hpp>
#include <graft/data/transform/random_crop.hpp>
#include <graft/data/transform/random_scale.hpp>

namespace graft {
namespace detail {

/// Throws unless an image has pixels and the sizes that a stage wants are positive.
inline void require_sizes(const PlannedImage& image, const char* stage, std::int64_t height, std::int64_t width) {
  if (height <= 0 || width <= 0)
    throw UsageError(std::string(stage) + ": expected positive sizes, got " + std::to_string(height) + " and " +
                     std::to_string(width) + "; give sizes in pixels");
  require_inside(image.width(), image.height(), {0, 0, image.width(), image.height()});
}

/// Black at the right and the bottom, so that the image has at least this size.
inline void pad_to(PlannedImage& image, std::int64_t height, std::int64_t width) {
  if (image.width() < width || image.height() < height)
    image.pad({0, 0, std::max(width, image.width()), std::max(height, image.height())});
}

}  // namespace detail

Image RandomScale::operator()(Image image, Random& random) const {
  return detail::apply_stage(*this, std::move(image), random);
}

void RandomScale::plan(detail::PlannedImage& image, Random& random) const {
  if (!(scale[0] > 0 && scale[0] <= scale[1]))
    throw UsageError("RandomScale: expected 0 < low <= high in scale, got " + std::to_string(scale[0]) + ".." +
                     std::to_string(scale[1]) + "; the default is 0.5..2");
  detail::require_sizes(image, "RandomScale", 1, 1);
  const double factor = random.uniform(scale[0], scale[1]);
  const auto scaled = [&](std::int64_t side) {
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(side) * factor));
  };
  image.resize(scaled(image.width()), scaled(image.height()), interpolation);
}

std::string RandomScale::key() const { return exact_text("RandomScale", scale[0], scale[1], to_string(interpolation)); }

Image RandomCrop::operator()(Image image, Random& random) const { return detail::apply_stage(*this, std::move(image), random); }

void RandomCrop::plan(detail::PlannedImage& image, Random& random) const {
  const std::int64_t height = size, columns = width.value_or(size);
  detail::require_sizes(image, "RandomCrop", height, columns);
  detail::pad_to(image, height, columns);
  const auto draw = [&](std::int64_t room) {
    return static_cast<std::int64_t>(random.integer(static_cast<std::uint64_t>(room + 1)));
  };
  const std::int64_t top = draw(image.height() - height), left = draw(image.width() - columns);
  image.crop({left, top, columns, height});
}

std::string RandomCrop::key() const { return exact_text("RandomCrop", size, width.value_or(-1)); }

Image Pad::operator()(Image image, Random& random) const { return detail::apply_stage(*this, std::move(image), random); }

void Pad::plan(detail::PlannedImage& image, Random& /*random*/) const {
  detail::require_sizes(image, "Pad", height, width);
  detail::pad_to(image, height, width);
}

std::string Pad::key() const { return exact_text("Pad", height, width); }

Image Letterbox::operator()(Image image, Random& random) const { return detail::apply_stage(*this, std::move(image), random); }

void Letterbox::plan(detail::PlannedImage& image, Random& /*random*/) const {
  detail::require_sizes(image, "Letterbox", size, size);
  const double factor = std::min(static_cast<double>(size) / static_cast<double>(image.width()),
                                 static_cast<double>(size) / static_cast<double>(image.height()));
  const auto scaled = [&](std::int64_t side) {
    return std::clamp<std::int64_t>(std::llround(static_cast<double>(side) * factor), 1, size);
  };
  image.resize(scaled(image.width()), scaled(image.height()), interpolation);
  image.pad({(size - image.width()) / 2, (size - image.height()) / 2, size, size}, colour);
}

std::string Letterbox::key() const {
  return exact_text("Letterbox", size, static_cast<int>(colour[0]), static_cast<int>(colour[1]), static_cast<int>(colour[2]),
                    to_string(interpolation));
}

}  // namespace graft
