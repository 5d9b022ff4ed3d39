#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/data/annotation/detail/annotation_text.hpp>
#include <graft/data/annotation/detail/box_check.hpp>
#include <graft/data/annotation/detail/yolo_labels.hpp>
#include <graft/data/annotation/read_yolo.hpp>
#include <graft/data/dataset/detail/folder_tree.hpp>
#include <graft/data/decode/read_image_size.hpp>

namespace graft {

namespace detail {

/// Takes the next line off a text, without its end.
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return without_spaces(line);
}

/// The fields of a line, between spaces and tabs.
inline std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  while (!(line = without_spaces(line)).empty()) {
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    fields.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return fields;
}

inline std::string without_quotes(std::string_view name) {
  name = without_spaces(name);
  const bool quoted = name.size() > 1 && (name.front() == '\'' || name.front() == '"') && name.back() == name.front();
  return std::string(quoted ? name.substr(1, name.size() - 2) : without_spaces(name.substr(0, name.find(" #"))));
}

Objects yolo_objects(std::string_view text, const std::string& file, const ImageSize& size, std::size_t classes,
                     const BoxOptions& options, AnnotatedImages& counts) {
  constexpr double rounded = 1e-3;  // what programs that write six digits may be beyond an edge
  constexpr std::size_t box_fields = 5, polygon_fields = 7;
  Objects objects;
  const double width = static_cast<double>(size.width), height = static_cast<double>(size.height);
  for (std::size_t row = 1; !text.empty(); ++row) {
    const std::vector<std::string_view> fields = fields_of(take_line(text));
    if (fields.empty()) continue;
    const auto where = [&] { return "row " + std::to_string(row) + " of labels '" + printable(file) + "'"; };
    if (fields.size() != box_fields && (fields.size() < polygon_fields || fields.size() % 2 == 0))
      throw DataError(where() + " has " + std::to_string(fields.size()) +
                      " fields, expected a class with 4 of a box or with x and y of at least three corners; correct it");
    std::vector<double> values;
    for (const std::string_view field : fields) {
      const auto number = number_in(field);
      if (!number) throw DataError(where() + " has '" + printable(std::string(field)) + "', expected a number");
      values.push_back(*number);
    }
    const double most = classes > 0 ? static_cast<double>(classes) - 1 : std::numeric_limits<std::int32_t>::max();
    if (values[0] < 0 || values[0] > most || values[0] != std::floor(values[0]))
      throw DataError(where() + " has class " + printable(std::string(fields[0])) + ", expected an integer from 0 to " +
                      number_text(most) + "; correct it, or the class names");
    for (std::size_t i = 1; i < values.size(); ++i)
      if (values[i] < -rounded || values[i] > 1 + rounded)
        throw DataError(where() + " has " + printable(std::string(fields[i])) +
                        ", expected a part of the image's width or height, 0 to 1; divide pixels by them");
    Object object;
    object.label = static_cast<std::int64_t>(values[0]);
    BoxEdges edges;
    if (fields.size() == box_fields) {
      edges = {(values[1] - values[3] / 2) * width, (values[2] - values[4] / 2) * height, (values[1] + values[3] / 2) * width,
               (values[2] + values[4] / 2) * height};
    } else {
      edges = {width, height, 0, 0};
      Polygon polygon;
      for (std::size_t i = 1; i < values.size(); i += 2) {
        const double x = std::clamp(values[i], 0.0, 1.0) * width, y = std::clamp(values[i + 1], 0.0, 1.0) * height;
        edges = {std::min(edges.x1, x), std::min(edges.y1, y), std::max(edges.x2, x), std::max(edges.y2, y)};
        polygon.insert(polygon.end(), {static_cast<float>(x), static_cast<float>(y)});
      }
      object.shape = std::vector<Polygon>{std::move(polygon)};
    }
    const auto box = checked_box(edges, size, options, counts, where);
    if (!box) continue;
    object.box = *box;
    objects.push_back(std::move(object));
  }
  return objects;
}

std::vector<std::string> yaml_names(std::string_view text, const std::string& file) {
  constexpr std::string_view key = "names:";
  std::vector<std::string> names;
  while (!text.empty() && !text.starts_with(key)) static_cast<void>(take_line(text));
  text.remove_prefix(std::min(key.size(), text.size()));
  if (const std::size_t begin = text.find_first_not_of(" \t\r\n"); begin != std::string_view::npos && text[begin] == '[') {
    std::string list(text.substr(begin + 1, std::min(text.find(']'), text.size()) - begin - 1));
    std::replace(list.begin(), list.end(), '\n', ' ');
    for (std::string_view rest = list; !without_spaces(rest).empty();) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      names.push_back(without_quotes(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return names;
  }
  static_cast<void>(take_line(text));
  while (!text.empty()) {
    const bool is_indented = text[0] == ' ' || text[0] == '-' || text[0] == '\t';
    const std::string_view line = take_line(text);
    if (line.empty() || line[0] == '#') continue;
    if (!is_indented) break;
    if (line[0] == '-') {
      names.push_back(without_quotes(line.substr(1)));
      continue;
    }
    const std::size_t colon = std::min(line.find(':'), line.size() - 1);
    if (line.substr(0, colon) != std::to_string(names.size()))
      throw DataError("names in '" + printable(file) + "' have '" + printable(std::string(line)) + "', expected number " +
                      std::to_string(names.size()) + " with its name; list them in order, or give the class names");
    names.push_back(without_quotes(line.substr(colon + 1)));
  }
  return names;
}

/// The class names that lie beside a folder of labels.
inline std::vector<std::string> yolo_class_names(const std::filesystem::path& labels) {
  const std::filesystem::path folder = labels.has_filename() ? labels : labels.parent_path(), above = folder.parent_path();
  std::error_code failure;
  Buffer memory;
  for (const auto& file : {folder / "classes.txt", above / "classes.txt"}) {
    if (!std::filesystem::is_regular_file(file, failure)) continue;
    std::vector<std::string> names;
    for (std::string_view text = read_annotations(file, memory); !text.empty();) {
      const std::string_view line = take_line(text);
      if (!line.empty()) names.emplace_back(line);
    }
    return names;
  }
  for (const auto& file : {above / "data.yaml", above.parent_path() / "data.yaml"}) {
    if (!std::filesystem::is_regular_file(file, failure)) continue;
    return yaml_names(read_annotations(file, memory), file.string());
  }
  return {};
}

}  // namespace detail

AnnotatedImages read_yolo(const std::filesystem::path& images, const std::filesystem::path& labels,
                          const std::vector<std::string>& class_names, const BoxOptions& options) {
  std::error_code failure;
  for (const auto& [folder, kind] : {std::pair(images, "images"), std::pair(labels, "labels")})
    if (!std::filesystem::is_directory(folder, failure))
      throw DataError("folder of " + std::string(kind) + " '" + printable(folder.string()) +
                      "' does not exist or is no folder; check the path");
  AnnotatedImages result;
  result.class_names = class_names.empty() ? detail::yolo_class_names(labels) : class_names;
  const std::size_t classes = result.class_names.size();
  std::unordered_set<std::string> used;
  std::int64_t largest = -1;
  detail::Buffer memory;
  for (const std::string& image : detail::image_files(images)) {
    const std::filesystem::path file =
        labels / std::filesystem::path(image).lexically_relative(images).replace_extension(".txt");
    Objects objects;
    if (std::filesystem::is_regular_file(file, failure)) {
      if (!used.insert(file.string()).second)
        throw DataError("labels '" + printable(file.string()) + "' belong to several images of that name, such as '" +
                        printable(image) + "'; remove all but one");
      const std::string_view text = detail::read_annotations(file, memory);
      if (text.find_first_not_of(" \t\r\n") != std::string_view::npos)
        objects = detail::yolo_objects(text, file.string(), read_image_size(image), classes, options, result);
    }
    if (objects.empty()) ++result.images_without_annotations;
    for (const Object& object : objects) largest = std::max(largest, object.label);
    result.samples.push_back({image, std::move(objects)});
  }
  if (result.samples.empty())
    throw DataError("folder of images '" + printable(images.string()) + "' has no image; check the path");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(labels, failure)) {
    const std::filesystem::path& file = entry.path();
    if (file.extension() == ".txt" && file.filename() != "classes.txt" && !used.contains(file.string()))
      throw DataError("labels '" + printable(file.string()) + "' have no image in '" + printable(images.string()) +
                      "'; check the folders, or remove them");
  }
  constexpr std::int64_t most_classes = 100'000;
  if (largest >= most_classes)
    throw DataError("labels in '" + printable(labels.string()) + "' have class " + std::to_string(largest) +
                    ", expected less than " + std::to_string(most_classes) + " without class names; give them");
  for (std::int64_t label = static_cast<std::int64_t>(classes); classes == 0 && label <= largest; ++label)
    result.class_names.push_back(std::to_string(label));
  return result;
}

}  // namespace graft
