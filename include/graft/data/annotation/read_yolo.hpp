#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/annotation/annotated_images.hpp>
#include <graft/data/annotation/box_options.hpp>

namespace graft {

/// Objects from a text file an image, as YOLO has them: `images/a.jpg` and `labels/a.txt`, in the same folders below both.
///
/// A row is an object: its class, and the centre, width and height of its box, or as of Ultralytics the corners of a polygon, x
/// and y in turn, whose bounds are then its box; all as parts of the image's width and height, which are read from its header.
/// Images without a file, or with an empty one, have no objects and are counted. Where no `class_names` are given, they are the
/// lines of `classes.txt` in the folder of labels or beside it, the list `names` of `data.yaml` beside it or above, or "0",
/// "1", ... Samples are sorted as image_folder sorts files.
/// Errors: DataError with file and row when a row has another number of fields, a field is no number or not within 0 and 1, a
///         class
///         is not among the names, a box has no area or lies outside its image, or a file of labels has no image.
/// Source: Darknet's and Ultralytics' formats.
///
///     AnnotatedImages signs = read_yolo("signs/images/train", "signs/labels/train", {"stop", "yield"});
AnnotatedImages read_yolo(const std::filesystem::path& images, const std::filesystem::path& labels,
                          const std::vector<std::string>& class_names = {}, const BoxOptions& options = {});

}  // namespace graft
