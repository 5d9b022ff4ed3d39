#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/is_random.hpp>
#include <graft/data/dataset/require_decodable.hpp>
#include <graft/data/dataset/subset.hpp>
#include <graft/data/decode/decode.hpp>
#include <graft/data/transform/random.hpp>

namespace graft {

Dataset with_samples(const Dataset& dataset, std::vector<Sample> samples) {
  return {.samples = std::move(samples),
          .class_names = dataset.class_names,
          .transform = dataset.transform,
          .decode = dataset.decode,
          .on_bad_image = dataset.on_bad_image,
          .ignore = dataset.ignore,
          .least_visible = dataset.least_visible,
          .undecodable = dataset.undecodable};
}

Dataset subset(const Dataset& dataset, const std::vector<std::size_t>& positions) {
  std::vector<Sample> samples;
  samples.reserve(positions.size());
  for (const std::size_t position : positions) {
    if (position >= dataset.size()) {
      throw UsageError("subset: expected positions below " + std::to_string(dataset.size()) + ", got " +
                       std::to_string(position) + "; positions count from 0");
    }
    samples.push_back(dataset[position]);
  }
  return with_samples(dataset, std::move(samples));
}

void require_decodable(const Dataset& dataset, const std::vector<std::size_t>& positions) {
  if (dataset.on_bad_image == BadImage::skip || dataset.undecodable.empty()) return;
  std::unordered_map<std::string_view, const UndecodableImage*> bad;
  for (const UndecodableImage& image : dataset.undecodable) bad.emplace(image.path, &image);
  std::size_t count = 0;
  std::size_t first = dataset.size();
  const UndecodableImage* example = nullptr;
  for (const std::size_t position : positions) {
    const auto found = bad.find(dataset[position].path);
    if (found == bad.end()) continue;
    ++count;
    if (position >= first) continue;
    first = position;
    example = found->second;
  }
  if (count == 0) return;
  throw DataError(std::to_string(count) + " of " + std::to_string(positions.size()) + " images cannot be decoded, such as " +
                  example->reason + "; or set on_bad_image to BadImage::skip");
}

void require_decodable(const Dataset& dataset) {
  std::vector<std::size_t> positions(dataset.size());
  std::iota(positions.begin(), positions.end(), std::size_t{0});
  require_decodable(dataset, positions);
}

Dataset take(const Dataset& dataset, std::size_t count) {
  std::vector<std::size_t> positions(std::min(count, dataset.size()));
  for (std::size_t i = 0; i < positions.size(); ++i) {
    positions[i] = positions.size() < 2 ? 0 : i * (dataset.size() - 1) / (positions.size() - 1);
  }
  return subset(dataset, positions);
}

bool is_random(const Dataset& dataset) {
  for (const Sample& sample : dataset) {
    std::optional<Image> image;
    try {
      image = decode_image(sample.path, dataset.decode);
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
