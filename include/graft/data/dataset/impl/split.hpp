#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <range/v3/range/conversion.hpp>
#include <range/v3/view/concat.hpp>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/concat.hpp>
#include <graft/data/dataset/split.hpp>
#include <graft/data/transform/random.hpp>

namespace graft {

Dataset concat(const Dataset& first, const Dataset& second) {
  if (first.class_names != second.class_names)
    throw DataError("two datasets of different classes (" + std::to_string(first.class_names.size()) + " and " +
                    std::to_string(second.class_names.size()) + " names, or in another order) cannot follow one another");
  Dataset both = with_samples(first, ranges::views::concat(first.samples, second.samples) | ranges::to<std::vector<Sample>>());
  both.undecodable.insert(both.undecodable.end(), second.undecodable.begin(), second.undecodable.end());
  return both;
}

namespace detail {

/// The samples that are marked, and the others.
[[nodiscard]] inline std::pair<Dataset, Dataset> parted(const Dataset& dataset, const std::vector<char>& is_first) {
  std::vector<Sample> parts[2];
  for (std::size_t i = 0; i < dataset.size(); ++i) parts[is_first[i] != 0 ? 0 : 1].push_back(dataset[i]);
  return {with_samples(dataset, std::move(parts[0])), with_samples(dataset, std::move(parts[1]))};
}

}  // namespace detail

std::pair<Dataset, Dataset> split(const Dataset& dataset, double fraction, const SplitOptions& options) {
  if (!(fraction >= 0 && fraction <= 1))
    throw UsageError("split: expected a fraction from 0 to 1, got " + std::to_string(fraction));
  std::map<ClassLabel, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < dataset.size(); ++i) {
    const ClassLabel* label = options.stratified ? std::get_if<ClassLabel>(&dataset[i].target) : nullptr;
    groups[label == nullptr ? 0 : *label].push_back(i);
  }
  std::vector<char> is_first(dataset.size(), 0);
  Random random(options.seed);
  for (auto& [label, positions] : groups) {
    for (std::size_t left = positions.size(); left > 1; --left) std::swap(positions[left - 1], positions[random.integer(left)]);
    const auto count = static_cast<std::size_t>(std::llround(fraction * static_cast<double>(positions.size())));
    for (std::size_t i = 0; i < count; ++i) is_first[positions[i]] = 1;
  }
  return detail::parted(dataset, is_first);
}

std::pair<Dataset, Dataset> split(const Dataset& dataset, const std::function<bool(const Sample&)>& is_first) {
  std::vector<char> marks;
  for (const Sample& sample : dataset) marks.push_back(is_first(sample) ? 1 : 0);
  return detail::parted(dataset, marks);
}

std::pair<Dataset, Dataset> split(const Dataset& dataset, const std::filesystem::path& list) {
  std::ifstream file(list);
  if (!file) throw DataError("'" + list.string() + "' cannot be read; expected a text file with the path of an image a line");
  // Every end of every path that begins at a folder's name, so that lists may count from any folder.
  std::unordered_map<std::string, std::size_t> ends;
  constexpr std::size_t several = ~std::size_t{0};
  for (std::size_t i = 0; i < dataset.size(); ++i) {
    const std::string path = std::filesystem::path(dataset[i].path).generic_string();
    for (std::size_t at = 0; at < path.size(); ++at)
      if (at == 0 || path[at - 1] == '/') {
        const auto [found, is_new] = ends.emplace(path.substr(at), i);
        if (!is_new && found->second != i) found->second = several;
      }
  }
  std::vector<char> marks(dataset.size(), 0);
  std::string line;
  for (std::size_t row = 1; std::getline(file, line); ++row) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.empty()) continue;
    const auto found = ends.find(std::filesystem::path(line).generic_string());
    if (found == ends.end() || found->second == several)
      throw DataError("'" + list.string() + "', line " + std::to_string(row) + ": '" + line + "' is the path of " +
                      (found == ends.end() ? "no image" : "several images") + " of the dataset");
    marks[found->second] = 1;
  }
  return detail::parted(dataset, marks);
}

}  // namespace graft
