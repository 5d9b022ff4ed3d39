#pragma once

#include <string>
#include <utility>

#include <graft/core/exact_text.hpp>
#include <graft/data/detail/planned_picture.hpp>
#include <graft/data/random_horizontal_flip.hpp>

namespace graft {

Image RandomHorizontalFlip::operator()(Image picture, Random& random) const {
  return detail::carried_out(*this, std::move(picture), random);
}

void RandomHorizontalFlip::plan(detail::PlannedPicture& picture, Random& random) const {
  if (random.bernoulli(p)) picture.mirror();
}

std::string RandomHorizontalFlip::key() const { return exact_text("RandomHorizontalFlip", p); }

}  // namespace graft
