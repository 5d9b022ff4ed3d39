#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <range/v3/range/conversion.hpp>
#include <range/v3/view/iota.hpp>
#include <range/v3/view/transform.hpp>

#include <graft/core/error.hpp>
#include <graft/data/subset.hpp>

namespace graft {

Dataset subset(const Dataset& dataset, const std::vector<std::size_t>& positions) {
  Dataset part;
  part.class_names = dataset.class_names;
  part.transform = dataset.transform;
  part.decode = dataset.decode;
  part.on_bad_picture = dataset.on_bad_picture;
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
  const std::size_t wanted = std::min(count, dataset.size());
  const auto spread = [&](std::size_t i) { return wanted < 2 ? 0 : i * (dataset.size() - 1) / (wanted - 1); };
  const auto positions = ranges::views::iota(std::size_t{0}, wanted) | ranges::views::transform(spread);
  return subset(dataset, positions | ranges::to<std::vector>());
}

}  // namespace graft
