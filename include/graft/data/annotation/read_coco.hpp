#pragma once

#include <filesystem>
#include <string_view>

#include <graft/core/exceptions.hpp>
#include <graft/data/annotation/annotated_images.hpp>
#include <graft/data/annotation/box_options.hpp>

namespace graft {

/// Objects from a JSON file in COCO's format: images of a folder, with boxes, and shapes as polygons or run lengths, compressed
/// or not.
///
/// Labels are the positions of the categories sorted by id; samples are sorted by the image's id, as torchvision's
/// CocoDetection has them; objects come in the file's order. Images without annotations are counted. Where the file lacks an
/// image's width and height, they are read from its header. A file takes about twice its size in memory.
/// Errors: DataError with the file and the annotation's position and id when it is no JSON of that format, an id comes twice,
///         a category or image is missing, an image does not exist, a box has no area or lies outside its image, a polygon has
///         fewer than three corners (which leave_out_bad_boxes leaves out, too), or runs of pixels do not fill their image.
/// Source: https://cocodataset.org/#format-data, pycocotools.
///
///     AnnotatedImages people = read_coco("annotations/instances_val2017.json", "val2017");
AnnotatedImages read_coco(const std::filesystem::path& json, const std::filesystem::path& images,
                          const BoxOptions& options = {});

/// The same of a text in memory; `name` stands for it in messages.
AnnotatedImages read_coco(std::string_view text, std::string_view name, const std::filesystem::path& images,
                          const BoxOptions& options = {});

}  // namespace graft
