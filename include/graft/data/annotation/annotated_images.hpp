#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <graft/data/dataset/sample.hpp>

namespace graft {

/// What a reader of annotations found: image files with their targets, and what it left out or changed.
///
/// Shapes: labels of the targets lie in 0..K-1 and index `class_names`, K long; of `Values` with names, `class_names` are those
/// of the values.
struct AnnotatedImages {
  std::vector<Sample> samples;
  std::vector<std::string> class_names;

  std::size_t images_without_annotations = 0;  ///< are among `samples`, with no object
  std::size_t images_left_out = 0;             ///< have no mask, where an option allows that
  std::size_t boxes_clipped = 0;               ///< went beyond their image
  std::size_t boxes_left_out = 0;              ///< had no area in their image, where an option allows that
};

}  // namespace graft
