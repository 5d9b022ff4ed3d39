#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/detail/folder_tree.hpp>
#include <graft/data/dataset/image_folder.hpp>

namespace graft {

Dataset image_folder(const std::filesystem::path& root, const DecodeOptions& decode) {
  std::error_code failure;
  if (!std::filesystem::is_directory(root, failure)) {
    const bool exists = std::filesystem::exists(root, failure);
    throw DataError("data folder '" + root.string() + (exists ? "' is not a folder" : "' does not exist") +
                    "; expected a folder with one sub-folder of images for each class");
  }
  Dataset dataset;
  dataset.decode = decode;
  dataset.class_names = detail::folder_entries(root).folders;
  if (dataset.class_names.empty()) {
    throw DataError("data folder '" + root.string() +
                    "' has no class folder; expected one sub-folder of images for each class, such as '" +
                    (root / "cats").string() + "'");
  }
  for (std::size_t label = 0; label < dataset.class_names.size(); ++label) {
    auto images = detail::image_files(root / dataset.class_names[label]);
    if (images.empty()) {
      throw DataError("class '" + dataset.class_names[label] + "' has no image in '" +
                      (root / dataset.class_names[label]).string() +
                      "'; put .jpg, .jpeg, .png, .bmp, .ppm or .pgm files there, or delete the folder");
    }
    for (auto& image : images) {
      dataset.paths.push_back(std::move(image));
      dataset.labels.push_back(static_cast<std::int64_t>(label));
    }
  }
  return dataset;
}

}  // namespace graft
