#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/subset.hpp>

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

}  // namespace graft
