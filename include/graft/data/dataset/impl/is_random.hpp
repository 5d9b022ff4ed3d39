#pragma once

#include <optional>
#include <string>
#include <utility>

#include <graft/data/dataset/is_random.hpp>
#include <graft/data/decode/decode.hpp>
#include <graft/data/transform/random.hpp>

namespace graft {

bool is_random(const Dataset& dataset) {
  for (const std::string& path : dataset.paths) {
    std::optional<Image> image;
    try {
      image = decode_image(path, dataset.decode);
    } catch (const DataError&) {
      continue;  // whoever loads it says so
    }
    Random random(1), untouched(1);
    (void)dataset.transform.apply(std::move(*image), random);
    return random() != untouched();
  }
  return false;
}

}  // namespace graft
