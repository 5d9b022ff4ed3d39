#pragma once

#include <filesystem>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>
#include <graft/zoo/preprocessing.hpp>

namespace graft {

/// A dataset for training and one for validation, with the same classes.
struct ImageFolders {
  Dataset train;
  Dataset val;
};

/// The two datasets below `root`, `root/train/<class>` and `root/val/<class>`, with the usual transforms.
///
/// `train` is augmented (random crop and flip), `val` is resized and centre-cropped, both normalised as `preprocessing`
/// says; assign `transform` to change it. Both are decoded as `decode` says. A class that val lacks is fine; labels of
/// both index train's classes.
/// Errors: DataError when root, train or val is missing, has no class or a class without images, and when val has a
/// class that train lacks (names the closest).
///
///     auto data = image_folders("cats_dogs");
ImageFolders image_folders(const std::filesystem::path& root, const Preprocessing& preprocessing = {},
                           const DecodeOptions& decode = {});

}  // namespace graft
