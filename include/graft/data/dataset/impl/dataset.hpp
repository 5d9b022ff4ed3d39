#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/is_random.hpp>
#include <graft/data/dataset/subset.hpp>
#include <graft/data/decode/decode.hpp>
#include <graft/data/transform/random.hpp>

namespace graft {

Dataset subset(const Dataset& dataset, const std::vector<std::size_t>& positions) {
  Dataset part;
  part.class_names = dataset.class_names;
  part.transform = dataset.transform;
  part.decode = dataset.decode;
  part.on_bad_image = dataset.on_bad_image;
  for (const std::size_t position : positions) {
    if (position >= dataset.size()) {
      throw UsageError("subset: expected positions below " + std::to_string(dataset.size()) + ", got " +
                       std::to_string(position) + "; positions count from 0");
    }
    part.paths.push_back(dataset.paths[position]);
    part.labels.push_back(dataset.labels[position]);
  }
  return part;
}

Dataset take(const Dataset& dataset, std::size_t count) {
  std::vector<std::size_t> positions(std::min(count, dataset.size()));
  for (std::size_t i = 0; i < positions.size(); ++i) {
    positions[i] = positions.size() < 2 ? 0 : i * (dataset.size() - 1) / (positions.size() - 1);
  }
  return subset(dataset, positions);
}

bool is_random(const Dataset& dataset) {
  for (const std::string& path : dataset.paths) {
    std::optional<Image> image;
    try {
      image = decode_image(path, dataset.decode);
    } catch (const DataError&) {
      continue;  // a loader reports it
    }
    Random random(1), untouched(1);
    (void)dataset.transform.apply(std::move(*image), random);
    return random() != untouched();
  }
  return false;
}

}  // namespace graft
