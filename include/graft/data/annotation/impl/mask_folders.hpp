#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/annotation/mask_folders.hpp>
#include <graft/data/annotation/table.hpp>
#include <graft/data/annotation/to_dataset.hpp>
#include <graft/data/dataset/undecodable_images.hpp>
#include <graft/data/decode/read_image_size.hpp>
#include <graft/data/transform/normalize.hpp>
#include <graft/data/transform/pad.hpp>
#include <graft/data/transform/random_crop.hpp>
#include <graft/data/transform/random_horizontal_flip.hpp>
#include <graft/data/transform/random_scale.hpp>

namespace graft {

Dataset to_dataset(AnnotatedImages images) {
  Dataset dataset;
  dataset.samples = std::move(images.samples);
  dataset.class_names = std::move(images.class_names);
  dataset.undecodable = undecodable_images(dataset.samples);
  return dataset;
}

Dataset table(const std::filesystem::path& csv, const TableOptions& options) { return to_dataset(read_table(csv, options)); }

namespace detail {

/// The smallest and the largest height and width of a dataset's images.
struct SizeRange {
  ImageSize smallest{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::max()}, largest{};
};

[[nodiscard]] inline SizeRange size_range(const Dataset& dataset) {
  SizeRange range;
  for (const Sample& sample : dataset) {
    const ImageSize size = read_image_size(sample.path);
    range.smallest = {std::min(range.smallest.width, size.width), std::min(range.smallest.height, size.height)};
    range.largest = {std::max(range.largest.width, size.width), std::max(range.largest.height, size.height)};
  }
  return range;
}

}  // namespace detail

ImageFolders mask_folders(const std::filesystem::path& root, const Preprocessing& preprocessing,
                          const MaskFolderOptions& options) {
  std::error_code failure;
  for (const char* part : {"train", "val"})
    for (const char* what : {"images", "masks"})
      if (!std::filesystem::is_directory(root / part / what, failure))
        throw DataError("data folder '" + root.string() + "' has no folder '" + part + "/" + what +
                        "'; expected train/ and val/ with images/ and masks/ in each, or use read_masks for a single set");
  MaskOptions masks = options.masks;
  if (masks.class_names.empty()) masks.class_names = options.classes;
  const auto read = [&](const char* part) {
    Dataset dataset = to_dataset(read_masks(root / part / "images", root / part / "masks", masks));
    dataset.ignore = options.ignore;
    return dataset;
  };
  ImageFolders folders{read("train"), read("val")};
  std::array<std::int64_t, 2> crop{};
  if (options.crop) {
    crop = *options.crop;
  } else {
    const ImageSize smallest = detail::size_range(folders.train).smallest;
    crop = {smallest.height, smallest.width};
  }
  folders.train.transform = RandomScale{.scale = options.scale, .interpolation = preprocessing.interpolation} |
                            RandomCrop{crop[0], crop[1]} | RandomHorizontalFlip{} | Normalize{preprocessing.normalization};
  const detail::SizeRange val = detail::size_range(folders.val);
  folders.val.transform = val.smallest == val.largest
                              ? Transform(Normalize{preprocessing.normalization})
                              : Pad{val.largest.height, val.largest.width} | Normalize{preprocessing.normalization};
  return folders;
}

}  // namespace graft
