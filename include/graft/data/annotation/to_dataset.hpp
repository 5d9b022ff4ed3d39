#pragma once

#include <graft/data/annotation/annotated_images.hpp>
#include <graft/data/dataset/dataset.hpp>

namespace graft {

/// A dataset of annotated images, without a transform; their files are looked at as image_folder does.
///
///     Dataset cars = to_dataset(read_coco("cars.json", "images")) | Letterbox{640} | Normalize{imagenet_mean_std};
[[nodiscard]] Dataset to_dataset(AnnotatedImages images);

}  // namespace graft
