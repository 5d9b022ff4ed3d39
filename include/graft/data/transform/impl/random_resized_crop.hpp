#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include <graft/core/exact_text.hpp>
#include <graft/core/exceptions.hpp>
#include <graft/data/decode/detail/planned_image.hpp>
#include <graft/data/transform/random_resized_crop.hpp>

namespace graft {

Image RandomResizedCrop::operator()(Image image, Random& random) const {
  return detail::carried_out(*this, std::move(image), random);
}

void RandomResizedCrop::plan(detail::PlannedImage& image, Random& random) const {
  image.crop(choose(image.width(), image.height(), random));
  image.resize(size, size);
}

Box RandomResizedCrop::choose(std::int64_t width, std::int64_t height, Random& random) const {
  require_sense();
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
  // An image one pixel wide must not round to a part of no pixels.
  if (given < ratio[0])
    h = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::nearbyint(static_cast<double>(w) / ratio[0])));
  if (given > ratio[1])
    w = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::nearbyint(static_cast<double>(h) * ratio[1])));
  return {(width - w) / 2, (height - h) / 2, w, h};
}

void RandomResizedCrop::require_sense() const {
  const bool sensible = size > 0 && scale[0] > 0 && scale[0] <= scale[1] && ratio[0] > 0 && ratio[0] <= ratio[1];
  if (!sensible) {
    throw UsageError("RandomResizedCrop: expected size > 0 and 0 < low <= high in scale and ratio, got size " +
                     std::to_string(size) + ", scale " + std::to_string(scale[0]) + ".." + std::to_string(scale[1]) +
                     ", ratio " + std::to_string(ratio[0]) + ".." + std::to_string(ratio[1]) +
                     "; the defaults are 0.08..1 and 3/4..4/3");
  }
}

std::string RandomResizedCrop::key() const {
  return exact_text("RandomResizedCrop", size, scale[0], scale[1], ratio[0], ratio[1]);
}

}  // namespace graft
