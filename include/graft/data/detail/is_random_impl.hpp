#pragma once

#include <optional>
#include <string>
#include <utility>

#include <graft/data/decode.hpp>
#include <graft/data/is_random.hpp>
#include <graft/data/random.hpp>

namespace graft {

bool is_random(const Dataset& dataset) {
  for (const std::string& path : dataset.paths) {
    std::optional<Image> picture;
    try {
      picture = decode_image(path, dataset.decode);
    } catch (const DataError&) {
      continue;  // whoever loads it says so
    }
    Random random(1), untouched(1);
    (void)dataset.transform.apply(std::move(*picture), random);
    return random() != untouched();
  }
  return false;
}

}  // namespace graft
