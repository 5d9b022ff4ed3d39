#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include <graft/core/exact_text.hpp>
#include <graft/core/exceptions.hpp>
#include <graft/data/image/detail/pixel_table.hpp>
#include <graft/data/image/detail/require_inside.hpp>
#include <graft/data/transform/center_crop.hpp>
#include <graft/data/transform/crop.hpp>
#include <graft/data/transform/detail/planned_image.hpp>
#include <graft/data/transform/normalize.hpp>
#include <graft/data/transform/random_horizontal_flip.hpp>
#include <graft/data/transform/random_resized_crop.hpp>
#include <graft/data/transform/random_vertical_flip.hpp>
#include <graft/data/transform/resize.hpp>
#include <graft/data/transform/to_tensor.hpp>
#include <graft/zoo/interpolation.hpp>

namespace graft {

Image crop(const Image& image, const Box& box) {
  detail::Scratch scratch;
  detail::PlannedImage planned(image, scratch);
  planned.crop(box);
  return planned.take();
}

Image resize(const Image& image, const Box& box, std::int64_t width, std::int64_t height, Interpolation interpolation) {
  if (width <= 0 || height <= 0) {
    throw UsageError("resize: expected a positive width and height, got " + std::to_string(width) + "x" +
                     std::to_string(height) + "; give sizes in pixels");
  }
  detail::Scratch scratch;
  detail::PlannedImage planned(image, scratch);
  planned.crop(box);
  planned.resize(width, height, interpolation);
  return planned.take();
}

Image resize(const Image& image, std::int64_t width, std::int64_t height, Interpolation interpolation) {
  return resize(image, {0, 0, image.width, image.height}, width, height, interpolation);
}

Image Resize::operator()(Image image, Random& random) const { return detail::apply_stage(*this, std::move(image), random); }

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
  image.resize(new_width, new_height, interpolation);
}

std::int64_t Resize::longer_side(std::int64_t longer, std::int64_t shorter) const {
  return static_cast<std::int64_t>(static_cast<double>(size * longer) / static_cast<double>(shorter));
}

std::string Resize::key() const { return exact_text("Resize", size, width.value_or(-1), to_string(interpolation)); }

Image CenterCrop::operator()(Image image, Random& random) const { return detail::apply_stage(*this, std::move(image), random); }

void CenterCrop::plan(detail::PlannedImage& image, Random& /*random*/) const {
  if (size <= 0) throw UsageError("CenterCrop: expected a positive size, got " + std::to_string(size) + "; give it in pixels");
  if (image.width() < size || image.height() < size) {
    const std::int64_t width = std::max(size, image.width()), height = std::max(size, image.height());
    image.pad({(width - image.width()) / 2, (height - image.height()) / 2, width, height});
  }
  image.crop({margin(image.width()), margin(image.height()), size, size});
}

std::int64_t CenterCrop::margin(std::int64_t length) const {
  return static_cast<std::int64_t>(std::nearbyint(static_cast<double>(length - size) / 2.0));
}

std::string CenterCrop::key() const { return exact_text("CenterCrop", size); }

Image RandomResizedCrop::operator()(Image image, Random& random) const {
  return detail::apply_stage(*this, std::move(image), random);
}

void RandomResizedCrop::plan(detail::PlannedImage& image, Random& random) const {
  image.crop(choose(image.width(), image.height(), random));
  image.resize(size, size, interpolation);
}

Box RandomResizedCrop::choose(std::int64_t width, std::int64_t height, Random& random) const {
  validate();
  const auto area = static_cast<double>(width * height);
  for (int attempt = 0; attempt < 10; ++attempt) {
    const double target = area * random.uniform(scale[0], scale[1]);
    const double aspect = std::exp(random.uniform(std::log(ratio[0]), std::log(ratio[1])));
    const auto w = static_cast<std::int64_t>(std::nearbyint(std::sqrt(target * aspect)));
    const auto h = static_cast<std::int64_t>(std::nearbyint(std::sqrt(target / aspect)));
    if (w <= 0 || h <= 0 || w > width || h > height) continue;
    const auto top = static_cast<std::int64_t>(random.integer(static_cast<std::uint64_t>(height - h + 1)));
    const auto left = static_cast<std::int64_t>(random.integer(static_cast<std::uint64_t>(width - w + 1)));
    return {left, top, w, h};
  }
  return central(width, height);
}

Box RandomResizedCrop::central(std::int64_t width, std::int64_t height) const {
  const double given = static_cast<double>(width) / static_cast<double>(height);
  std::int64_t w = width;
  std::int64_t h = height;
  // The part of an image one pixel wide must not be rounded to no pixels.
  if (given < ratio[0])
    h = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::nearbyint(static_cast<double>(w) / ratio[0])));
  if (given > ratio[1])
    w = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::nearbyint(static_cast<double>(h) * ratio[1])));
  return {(width - w) / 2, (height - h) / 2, w, h};
}

void RandomResizedCrop::validate() const {
  const bool sensible = size > 0 && scale[0] > 0 && scale[0] <= scale[1] && ratio[0] > 0 && ratio[0] <= ratio[1];
  if (!sensible) {
    throw UsageError("RandomResizedCrop: expected size > 0 and 0 < low <= high in scale and ratio, got size " +
                     std::to_string(size) + ", scale " + std::to_string(scale[0]) + ".." + std::to_string(scale[1]) +
                     ", ratio " + std::to_string(ratio[0]) + ".." + std::to_string(ratio[1]) +
                     "; the defaults are 0.08..1 and 3/4..4/3");
  }
}

std::string RandomResizedCrop::key() const {
  return exact_text("RandomResizedCrop", size, scale[0], scale[1], ratio[0], ratio[1], to_string(interpolation));
}

Image RandomHorizontalFlip::operator()(Image image, Random& random) const {
  return detail::apply_stage(*this, std::move(image), random);
}

void RandomHorizontalFlip::plan(detail::PlannedImage& image, Random& random) const {
  if (random.bernoulli(p)) image.mirror();
}

std::string RandomHorizontalFlip::key() const { return exact_text("RandomHorizontalFlip", p); }

Image RandomVerticalFlip::operator()(Image image, Random& random) const {
  return detail::apply_stage(*this, std::move(image), random);
}

void RandomVerticalFlip::plan(detail::PlannedImage& image, Random& random) const {
  if (random.bernoulli(p)) image.flip();
}

std::string RandomVerticalFlip::key() const { return exact_text("RandomVerticalFlip", p); }

void ToTensor::operator()(const Image& image, float* chw) const { detail::write_planes(image, table(), chw); }

detail::PixelTable ToTensor::table() const {
  detail::PixelTable table;
  for (auto& channel : table) {
    for (std::size_t value = 0; value < 256; ++value) channel[value] = static_cast<float>(value) / 255.0F;
  }
  return table;
}

void Normalize::operator()(const Image& image, float* chw) const { detail::write_planes(image, table(), chw); }

detail::PixelTable Normalize::table() const {
  validate();
  detail::PixelTable table;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    for (std::size_t value = 0; value < 256; ++value) {
      const float scaled = static_cast<float>(value) / 255.0F;
      table[channel][value] = (scaled - normalization.mean[channel]) / normalization.std[channel];
    }
  }
  return table;
}

void Normalize::validate() const {
  for (const float deviation : normalization.std) {
    if (!std::isfinite(deviation) || deviation == 0) {
      throw UsageError("Normalize: expected standard deviations other than zero, got " + std::to_string(deviation) +
                       "; ImageNet's are 0.229, 0.224, 0.225");
    }
  }
}

std::string Normalize::key() const {
  return exact_text("Normalize", normalization.mean[0], normalization.mean[1], normalization.mean[2], normalization.std[0],
                    normalization.std[1], normalization.std[2]);
}

}  // namespace graft
