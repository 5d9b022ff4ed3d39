#pragma once

#include <string>
#include <utility>

#include <graft/core/exact_text.hpp>
#include <graft/data/decode/detail/planned_image.hpp>
#include <graft/data/transform/random_horizontal_flip.hpp>

namespace graft {

Image RandomHorizontalFlip::operator()(Image image, Random& random) const {
  return detail::carried_out(*this, std::move(image), random);
}

void RandomHorizontalFlip::plan(detail::PlannedImage& image, Random& random) const {
  if (random.bernoulli(p)) image.mirror();
}

std::string RandomHorizontalFlip::key() const { return exact_text("RandomHorizontalFlip", p); }

}  // namespace graft
