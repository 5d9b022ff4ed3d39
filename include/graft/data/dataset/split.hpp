#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <utility>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>

namespace graft {

/// How a dataset is split at random.
struct SplitOptions {
  std::uint64_t seed = 0;
  bool stratified = true;  ///< the same share of each class, where the targets are classes
};

/// Two datasets of one: the first has the share `fraction` of its samples, the second the rest; both in the order of the whole.
///
/// Of a class with stratification, and else of all, the number is rounded to the nearest. Both have the settings of the whole:
/// give the second its own transform.
/// Errors: UsageError when `fraction` is not from 0 to 1.
/// Source: scikit-learn's train_test_split, with graft's random numbers.
///
///     auto [train, val] = split(image_folder("photos"), 0.8, {.seed = 1});
///     val.transform = evaluation_transform(tuner.preprocessing());
[[nodiscard]] std::pair<Dataset, Dataset> split(const Dataset& dataset, double fraction, const SplitOptions& options = {});

/// The same by what a function says of each sample: true goes to the first.
///
///     auto [train, val] = split(all, [](const Sample& sample) { return sample.path.find("camera 7") == std::string::npos; });
[[nodiscard]] std::pair<Dataset, Dataset> split(const Dataset& dataset, const std::function<bool(const Sample&)>& is_first);

/// The same by a text file with a path of an image in each line, or the end of one: those that it names go to the first.
///
/// Errors: DataError when the file cannot be read, or a line names no image of the dataset.
[[nodiscard]] std::pair<Dataset, Dataset> split(const Dataset& dataset, const std::filesystem::path& list);

}  // namespace graft
