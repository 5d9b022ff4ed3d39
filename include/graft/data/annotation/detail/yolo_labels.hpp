#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <graft/data/annotation/annotated_images.hpp>
#include <graft/data/annotation/box_options.hpp>
#include <graft/data/dataset/target.hpp>
#include <graft/data/image/image_size.hpp>

namespace graft::detail {

/// The objects that a text has in YOLO's format, in an image of that size; of `counts`, boxes are counted. With `classes` 0,
/// any number is a class. Errors: those of `read_yolo`.
Objects yolo_objects(std::string_view text, const std::string& file, const ImageSize& size, std::size_t classes,
                     const BoxOptions& options, AnnotatedImages& counts);

/// The list under `names:` of an Ultralytics data.yaml: names in brackets, a line each behind a dash, or a line each behind its
/// number. Empty where it has none of them. Errors: DataError when numbers do not count from 0.
std::vector<std::string> yaml_names(std::string_view text, const std::string& file);

}  // namespace graft::detail
