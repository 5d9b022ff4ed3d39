#pragma once

#include <filesystem>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>

namespace graft {

/// A dataset of images sorted into one folder a class: `root/cats/*.jpg`, `root/dogs/*.jpg`.
///
/// Classes are the sub-folders' names sorted byte by byte, and labels are their positions; images are found below each class
/// folder at any depth. Files with other extensions are ignored. The first bytes of each file are read, so that a loader can
/// refuse at once what cannot be decoded (`Dataset::undecodable`). The transform is empty: add stages with `|`. `decode` may
/// also be set later, in the dataset.
/// Errors: DataError when the folder is missing, has no class folder, or a class has no image.
/// Source: torchvision.datasets.ImageFolder: the same classes, files and order. Deviation: a link that leads back to a folder
/// above it is not followed.
///
///     auto data = image_folder("cats_dogs/val") | Resize{256} | CenterCrop{224} | Normalize{imagenet_mean_std};
///     auto large_photos = image_folder("holiday", {.draft = true}) | RandomResizedCrop{224} | Normalize{};
Dataset image_folder(const std::filesystem::path& root, const DecodeOptions& decode = {});

}  // namespace graft
