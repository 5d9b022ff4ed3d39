#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/annotation/read_box_table.hpp>
#include <graft/data/annotation/read_coco.hpp>
#include <graft/data/annotation/read_voc.hpp>
#include <graft/data/annotation/read_yolo.hpp>
#include <graft/data/annotation/to_dataset.hpp>

namespace graft {

// Datasets of objects, without a transform, by the formats that their annotations are in. Errors: as of the readers.
//
//     Dataset people = boxes_from_coco("people.json", "images") | Letterbox{640} | Normalize{imagenet_mean_std};

/// From a JSON file in COCO's format; see read_coco.
[[nodiscard]] inline Dataset boxes_from_coco(const std::filesystem::path& json, const std::filesystem::path& images,
                                             const BoxOptions& options = {}) {
  return to_dataset(read_coco(json, images, options));
}

/// From a folder as Pascal VOC has it; see read_voc.
[[nodiscard]] inline Dataset boxes_from_voc(const std::filesystem::path& folder, const VocOptions& options = {}) {
  return to_dataset(read_voc(folder, options));
}

/// From a text file an image, as YOLO has them; see read_yolo.
[[nodiscard]] inline Dataset boxes_from_yolo(const std::filesystem::path& images, const std::filesystem::path& labels,
                                             const std::vector<std::string>& class_names = {}, const BoxOptions& options = {}) {
  return to_dataset(read_yolo(images, labels, class_names, options));
}

/// From a table with a box a row, as comma-separated values; see read_box_table.
[[nodiscard]] inline Dataset boxes_from_csv(const std::filesystem::path& csv, const BoxTableOptions& options = {}) {
  return to_dataset(read_box_table(csv, options));
}

}  // namespace graft
