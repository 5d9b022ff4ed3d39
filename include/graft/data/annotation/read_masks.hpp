#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/annotation/annotated_images.hpp>

namespace graft {

/// How images and masks are paired, and what their numbers mean.
struct MaskOptions {
  std::string image_suffix{};              ///< what an image's name ends with before its extension, such as "_leftImg8bit"
  std::string mask_suffix{};               ///< the same of a mask's, such as "_gtFine_labelIds"; masks without it are ignored
  std::vector<std::string> class_names{};  ///< of the numbers 0, 1, ...
  bool leave_out_images_without_mask = false;  ///< they are counted; otherwise an error
  bool check_sizes = true;                     ///< compares the size of each mask with its image's: the headers are read
};

/// Images, each with a mask that says the class of each pixel: `images/a.jpg` and `masks/a.png`, in the same folders below
/// both.
///
/// Samples are sorted as image_folder sorts files; their targets are `MaskFile`, the numbers stay as they are in the files.
/// Errors: DataError when a folder is missing or has no image, an image has no mask or a mask no image, two have the same name
///         but for the extension, or a mask has another size than its image; with the first such file and how many there are.
///
///     AnnotatedImages streets = read_masks("camvid/train/images", "camvid/train/masks");
AnnotatedImages read_masks(const std::filesystem::path& images, const std::filesystem::path& masks,
                           const MaskOptions& options = {});

}  // namespace graft
