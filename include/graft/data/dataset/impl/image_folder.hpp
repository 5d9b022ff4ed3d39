#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/core/suggest.hpp>
#include <graft/data/dataset/detail/folder_tree.hpp>
#include <graft/data/dataset/image_folder.hpp>
#include <graft/data/dataset/image_folders.hpp>
#include <graft/data/dataset/undecodable_images.hpp>
#include <graft/data/decode/detail/first_bytes_problem.hpp>
#include <graft/data/decode/detail/read_file.hpp>
#include <graft/data/transform/standard_transforms.hpp>
#include <graft/platform/in_parallel.hpp>

namespace graft {

namespace detail {

/// Why the file cannot be decoded, by its first bytes; empty where nothing speaks against it.
std::string first_look(const std::string& path) {
  try {
    const OpenFile file(path.c_str());
    std::array<std::uint8_t, first_bytes_needed> bytes{};
    const std::int64_t size = file.size();
    const auto count = static_cast<std::size_t>(std::clamp<std::int64_t>(size, 0, first_bytes_needed));
    if (size < 0 || !file.read(bytes.data(), count))
      return " cannot be opened; check its permissions, and a link that leads nowhere";
    return first_bytes_problem(ImageBytes(bytes).first(count), static_cast<std::uint64_t>(size));
  } catch (const std::exception& error) {
    return std::string(" cannot be opened (") + error.what() + ")";
  }
}

}  // namespace detail

/// Several files at a time: most of the time it waits for the disk.
std::vector<UndecodableImage> undecodable_images(const std::vector<Sample>& samples) {
  constexpr std::size_t threads = 8, at_once = 64;
  std::vector<std::string> problems(samples.size());
  detail::in_parallel((samples.size() + at_once - 1) / at_once, threads, [&](std::size_t part) {
    const std::size_t end = std::min(samples.size(), (part + 1) * at_once);
    for (std::size_t i = part * at_once; i < end; ++i) problems[i] = detail::first_look(samples[i].path);
  });
  std::vector<UndecodableImage> found;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (!problems[i].empty()) found.push_back({samples[i].path, "image '" + printable(samples[i].path) + "'" + problems[i]});
  }
  return found;
}

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
    auto files = detail::image_files(root / dataset.class_names[label]);
    if (files.empty()) {
      throw DataError("class '" + dataset.class_names[label] + "' has no image in '" +
                      (root / dataset.class_names[label]).string() +
                      "'; put .jpg, .jpeg, .png, .bmp, .ppm, .pgm, .tif, .tiff or .webp files there, or delete the folder");
    }
    for (auto& file : files) dataset.samples.push_back({std::move(file), static_cast<ClassLabel>(label)});
  }
  dataset.undecodable = undecodable_images(dataset.samples);
  return dataset;
}

namespace detail {

/// Gives `val` the classes of `train`, so that a label means the same in both.
void adopt_classes(Dataset& val, const Dataset& train, const std::filesystem::path& folder) {
  std::vector<std::int64_t> label_in_train;
  for (const auto& name : val.class_names) {
    const auto found = std::find(train.class_names.begin(), train.class_names.end(), name);
    if (found == train.class_names.end()) {
      const auto similar = closest(name, train.class_names);
      throw DataError("class '" + name + "' of '" + folder.string() + "' is not among the " +
                      std::to_string(train.class_names.size()) + " classes of train; " +
                      (similar ? "did you mean '" + *similar + "'? Rename" : "rename") + " or remove the folder");
    }
    label_in_train.push_back(found - train.class_names.begin());
  }
  for (Sample& sample : val.samples) sample.target = label_in_train[static_cast<std::size_t>(sample.label())];
  val.class_names = train.class_names;
}

}  // namespace detail

ImageFolders image_folders(const std::filesystem::path& root, const Preprocessing& preprocessing, const DecodeOptions& decode) {
  std::error_code failure;
  if (!std::filesystem::exists(root, failure)) {
    throw DataError("data folder '" + root.string() + "' does not exist; expected a folder with train/<class> and val/<class>");
  }
  for (const char* part : {"train", "val"}) {
    if (!std::filesystem::is_directory(root / part, failure)) {
      throw DataError("data folder '" + root.string() + "' has no folder '" + part +
                      "'; expected train/<class> and val/<class> with images, or use image_folder for a single set");
    }
  }
  ImageFolders folders{image_folder(root / "train", decode), image_folder(root / "val", decode)};
  detail::adopt_classes(folders.val, folders.train, root / "val");
  folders.train.transform = training_transform(preprocessing);
  folders.val.transform = evaluation_transform(preprocessing);
  return folders;
}

}  // namespace graft
