#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/annotation/annotated_images.hpp>
#include <graft/data/annotation/box_options.hpp>

namespace graft {

/// Which parts of a folder of Pascal VOC's are read, and how.
struct VocOptions {
  std::string split{};                      ///< a list in ImageSets/Main, such as "train"; empty: all annotations
  std::string annotations = "Annotations";  ///< the folder of XML files
  std::string images = "JPEGImages";        ///< the folder of images
  std::vector<std::string> class_names{};   ///< in the order of their labels; empty: those in the files, sorted
  bool one_based = true;                    ///< the first pixel is 1, as in VOC; false: coordinates are edges from 0 on
  bool difficult_as_crowd = true;           ///< false: objects marked as difficult are as any other
  BoxOptions boxes{};
};

/// Objects from a folder as Pascal VOC has it: `Annotations/a.xml` beside `JPEGImages/a.jpg`.
///
/// VOC counts pixels from 1 and names the last one, so that a box over a whole image is (1, 1, W, H): 1 is taken off xmin and
/// ymin, which gives its edges. Objects that are marked as difficult become crowds, neither trained on nor counted as missed,
/// which is how VOC evaluates. Parts of objects are not read. An image is found by its annotation's name, or by the `filename`
/// in it; those without annotation are no samples, those without object are counted. Samples are in the list's order, or sorted
/// by name.
/// Errors: DataError with file and object when a file is no XML of that kind, an image does not exist or has another size than
///         the file says, a class is not among `class_names`, or a box has no area or lies outside its image. UsageError when
///         graft was built without pugixml.
/// Source: detectron2's load_voc_instances takes off 1 as well; torchvision's VOCDetection gives the numbers as they are.
///
///     AnnotatedImages val = read_voc("VOCdevkit/VOC2012", {.split = "val"});
AnnotatedImages read_voc(const std::filesystem::path& folder, const VocOptions& options = {});

}  // namespace graft
