#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/annotation/read_masks.hpp>
#include <graft/data/dataset/image_folders.hpp>
#include <graft/zoo/preprocessing.hpp>

namespace graft {

/// How mask_folders pairs files, and how its images are augmented.
struct MaskFolderOptions {
  std::optional<std::int64_t> ignore{};               ///< the value in masks that is no class, such as "void"; 255 always is
  std::vector<std::string> classes{};                 ///< names of the values 0, 1, ...; empty: without names
  std::array<double, 2> scale{0.5, 2.0};              ///< of training: factor by which images are resized
  std::optional<std::array<std::int64_t, 2>> crop{};  ///< of training: height and width; left out: those of the smallest image
  MaskOptions masks{};                                ///< names of files, and what is checked
};

/// The two datasets below `root`, `root/train/{images,masks}` and `root/val/{images,masks}`, with the usual transforms of
/// segmentation: `train` is resized at random, cropped, mirrored and normalised as `preprocessing` says, `val` is normalised,
/// and padded where its images have several sizes.
///
/// Source: torchvision's references/segmentation, which crops 480 x 480 of images whose shorter side is 260 to 1040.
/// Errors: DataError as of read_masks, and where a folder is missing.
///
///     auto data = mask_folders("camvid", tuner.preprocessing(), {.ignore = 11});
[[nodiscard]] ImageFolders mask_folders(const std::filesystem::path& root, const Preprocessing& preprocessing = {},
                                        const MaskFolderOptions& options = {});

}  // namespace graft
