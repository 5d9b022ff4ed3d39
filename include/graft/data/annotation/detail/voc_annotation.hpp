#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <graft/data/annotation/detail/box_check.hpp>
#include <graft/data/image/image_size.hpp>

namespace graft::detail {

/// An object of a VOC file, with its box as the file says it.
struct VocObject {
  std::string name;
  BoxEdges box;
  bool difficult = false;
};

/// What a VOC file has; no size where it does not say it.
struct VocAnnotation {
  std::string file_name;
  ImageSize size;
  std::vector<VocObject> objects;
};

/// Errors: DataError with the file and the object's position, from 1 on. UsageError without pugixml.
VocAnnotation voc_annotation(std::string_view text, const std::string& file);

}  // namespace graft::detail
