#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#ifdef GRAFT_HAS_PUGIXML
#include <pugixml.hpp>
#endif

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/data/annotation/detail/annotation_text.hpp>
#include <graft/data/annotation/detail/box_check.hpp>
#include <graft/data/annotation/detail/class_list.hpp>
#include <graft/data/annotation/detail/files_by_stem.hpp>
#include <graft/data/annotation/detail/voc_annotation.hpp>
#include <graft/data/annotation/has_pugixml.hpp>
#include <graft/data/annotation/read_voc.hpp>
#include <graft/data/dataset/detail/folder_tree.hpp>
#include <graft/data/decode/read_image_size.hpp>

namespace graft {

bool has_pugixml() {
#ifdef GRAFT_HAS_PUGIXML
  return true;
#else
  return false;
#endif
}

namespace detail {

inline std::string where_in_voc(std::size_t object, const std::string& file) {
  return "object " + std::to_string(object + 1) + " of '" + printable(file) + "'";
}

#ifdef GRAFT_HAS_PUGIXML
inline double voc_number(const ::pugi::xml_node& parent, const char* name, const std::string& where) {
  const ::pugi::xml_node node = parent.child(name);
  if (!node) throw DataError(where + " has no " + name + "; expected Pascal VOC's format");
  const auto number = number_in(node.child_value());
  if (!number)
    throw DataError(where + " has " + std::string(name) + " '" + printable(node.child_value()) + "', expected a number");
  return *number;
}

VocAnnotation voc_annotation(std::string_view text, const std::string& file) {
  const std::string where = "annotations '" + printable(file) + "'";
  ::pugi::xml_document document;
  const ::pugi::xml_parse_result parsed = document.load_buffer(text.data(), text.size());
  if (!parsed)
    throw DataError(where + " are no XML (" + parsed.description() + " at byte " + std::to_string(parsed.offset) +
                    "); fetch them again");
  const ::pugi::xml_node root = document.child("annotation");
  if (!root) throw DataError(where + " have no <annotation> at the top; expected Pascal VOC's format");
  VocAnnotation annotation;
  annotation.file_name = root.child_value("filename");
  if (const ::pugi::xml_node size = root.child("size")) {
    constexpr double most = 1e9;
    const double width = voc_number(size, "width", where), height = voc_number(size, "height", where);
    if (width > 0 && height > 0 && width < most && height < most)  // some programs write 0
      annotation.size = {static_cast<std::int64_t>(width), static_cast<std::int64_t>(height)};
  }
  for (const ::pugi::xml_node& node : root.children("object")) {
    const std::string here = where_in_voc(annotation.objects.size(), file);
    VocObject object;
    object.name = std::string(without_spaces(node.child_value("name")));
    if (object.name.empty()) throw DataError(here + " has no name; expected its class");
    const ::pugi::xml_node box = node.child("bndbox");
    if (!box) throw DataError(here + " has no bndbox; expected Pascal VOC's format");
    object.box = {voc_number(box, "xmin", here), voc_number(box, "ymin", here), voc_number(box, "xmax", here),
                  voc_number(box, "ymax", here)};
    object.difficult = node.child("difficult") && voc_number(node, "difficult", here) != 0;
    annotation.objects.push_back(std::move(object));
  }
  return annotation;
}
#else
VocAnnotation voc_annotation(std::string_view, const std::string&) {
  throw UsageError(
      "read_voc reads XML by pugixml, which graft was built without; build it with pugixml (Debian: libpugixml-dev), or "
      "convert "
      "the annotations to COCO's JSON");
}
#endif

/// The names of the annotations that are asked for.
inline std::vector<std::string> voc_names(const std::filesystem::path& folder, const VocOptions& options) {
  std::vector<std::string> names;
  if (options.split.empty()) {
    for (const std::string& file : folder_entries(folder / options.annotations).files)
      if (file.ends_with(".xml")) names.push_back(file.substr(0, file.size() - 4));
    if (names.empty())
      throw DataError("folder of annotations '" + printable((folder / options.annotations).string()) +
                      "' has no .xml; check the path, or set VocOptions::annotations");
    return names;
  }
  const std::filesystem::path list = folder / "ImageSets" / "Main" / (options.split + ".txt");
  Buffer memory;
  std::string_view text = read_annotations(list, memory);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = without_spaces(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty())
      names.emplace_back(line.substr(0, line.find_first_of(" \t")));  // lists of a class say 1, 0 or -1 besides
  }
  if (names.empty()) throw DataError("list '" + printable(list.string()) + "' is empty; expected a name a line");
  return names;
}

}  // namespace detail

AnnotatedImages read_voc(const std::filesystem::path& folder, const VocOptions& options) {
  const auto image_of = detail::files_by_stem(folder / options.images, "", "image");
  AnnotatedImages result;
  detail::ClassList classes(options.class_names);
  detail::Buffer memory;
  for (const std::string& name : detail::voc_names(folder, options)) {
    const std::string file = (folder / options.annotations / (name + ".xml")).string();
    const detail::VocAnnotation annotation = detail::voc_annotation(detail::read_annotations(file, memory), file);
    const auto by_stem = image_of.find(name);
    const std::string image =
        by_stem != image_of.end()
            ? by_stem->second
            : (folder / options.images / (annotation.file_name.empty() ? name + ".jpg" : annotation.file_name)).string();
    detail::require_image(image, "annotations '" + printable(file) + "'");
    const ImageSize size = read_image_size(image);
    if (annotation.size != ImageSize{} && annotation.size != size)
      throw DataError("annotations '" + printable(file) + "' are for an image of " + std::to_string(annotation.size.width) +
                      "x" + std::to_string(annotation.size.height) + ", but '" + printable(image) + "' is " +
                      std::to_string(size.width) + "x" + std::to_string(size.height) +
                      "; save it as it was annotated, turned or resized");
    Objects objects;
    for (std::size_t i = 0; i < annotation.objects.size(); ++i) {
      const detail::VocObject& found = annotation.objects[i];
      const auto where = [&] { return detail::where_in_voc(i, file); };
      detail::BoxEdges edges = found.box;
      if (options.one_based) {  // some programs count from 0 all the same
        if (edges.x1 >= 0) edges.x1 = std::max(0.0, edges.x1 - 1);
        if (edges.y1 >= 0) edges.y1 = std::max(0.0, edges.y1 - 1);
      }
      const std::int64_t number = classes.number(found.name, where);
      const auto box = detail::checked_box(edges, size, options.boxes, result, where);
      if (!box) continue;
      objects.push_back({*box, number, found.difficult && options.difficult_as_crowd, {}});
    }
    if (objects.empty()) ++result.images_without_annotations;
    result.samples.push_back({image, std::move(objects)});
  }
  const std::vector<std::int64_t> labels = classes.labels();
  for (Sample& sample : result.samples)
    for (Object& object : std::get<Objects>(sample.target)) object.label = labels[static_cast<std::size_t>(object.label)];
  result.class_names = classes.names();
  return result;
}

}  // namespace graft
