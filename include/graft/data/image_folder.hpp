#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include <graft/core/error.hpp>
#include <graft/data/dataset.hpp>
#include <graft/data/detail/folder_tree.hpp>

namespace graft {

/// A dataset of pictures sorted into one folder a class: `root/cats/*.jpg`, `root/dogs/*.jpg`.
///
/// Classes are the sub-folders' names sorted byte by byte, and labels are their positions; pictures are found below
/// each class folder at any depth. Files with other extensions are ignored. The transform is empty: add stages with
/// `|`. Errors: DataError when the folder is missing, has no class folder, or a class has no picture. Source:
/// torchvision.datasets.ImageFolder: the same classes, files and order. Deviation: a link that leads back to a folder
/// it lies in is not followed.
///
///     auto data = image_folder("cats_dogs/val") | Resize{256} | CenterCrop{224} | Normalize{imagenet_mean_std};
inline Dataset image_folder(const std::filesystem::path& root) {
  std::error_code failure;
  if (!std::filesystem::is_directory(root, failure)) {
    const bool exists = std::filesystem::exists(root, failure);
    throw DataError("data folder '" + root.string() + (exists ? "' is not a folder" : "' does not exist") +
                    "; expected a folder with one sub-folder of pictures for each class");
  }
  Dataset dataset;
  dataset.class_names = detail::folder_entries(root).folders;
  if (dataset.class_names.empty()) {
    throw DataError("data folder '" + root.string() +
                    "' has no class folder; expected one sub-folder of pictures for each class, such as '" +
                    (root / "cats").string() + "'");
  }
  for (std::size_t label = 0; label < dataset.class_names.size(); ++label) {
    auto pictures = detail::picture_files(root / dataset.class_names[label]);
    if (pictures.empty()) {
      throw DataError(
          "class '" + dataset.class_names[label] + "' has no picture in '" +
          (root / dataset.class_names[label]).string() +
          "'; expected .jpg, .jpeg, .png, .ppm, .bmp, .pgm, .tif, .tiff or .webp files, or delete the folder");
    }
    for (auto& picture : pictures) {
      dataset.paths.push_back(std::move(picture));
      dataset.labels.push_back(static_cast<std::int64_t>(label));
    }
  }
  return dataset;
}

}  // namespace graft
