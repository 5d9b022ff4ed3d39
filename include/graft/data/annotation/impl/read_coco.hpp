#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/data/annotation/detail/annotation_text.hpp>
#include <graft/data/annotation/detail/box_check.hpp>
#include <graft/data/annotation/detail/coco_reader.hpp>
#include <graft/data/annotation/read_coco.hpp>
#include <graft/data/decode/read_image_size.hpp>

namespace graft {

namespace detail {

/// Positions by id. Errors: DataError when an id comes twice.
template <class Row>
std::unordered_map<std::int64_t, std::size_t> positions_of_ids(const std::vector<Row>& rows, const std::string& kind,
                                                               std::string_view file) {
  std::unordered_map<std::int64_t, std::size_t> positions;
  positions.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto [place, is_new] = positions.emplace(rows[i].id, i);
    if (!is_new)
      throw DataError(kind + " " + std::to_string(i + 1) + " of '" + printable(std::string(file)) + "' has id " +
                      std::to_string(rows[i].id) + ", as " + kind + " " + std::to_string(place->second + 1) +
                      " has; expected each id once");
  }
  return positions;
}

inline std::string where_in_coco(const CocoAnnotation& annotation, std::size_t row, std::string_view file) {
  return "annotation " + std::to_string(row + 1) +
         (annotation.id ? " (id " + std::to_string(*annotation.id) + ")" : std::string()) + " of '" +
         printable(std::string(file)) + "'";
}

/// Errors: DataError when two annotations have the same id.
inline void require_different_ids(const std::vector<CocoAnnotation>& annotations, std::string_view file) {
  std::vector<std::pair<std::int64_t, std::size_t>> rows;
  rows.reserve(annotations.size());
  for (std::size_t i = 0; i < annotations.size(); ++i)
    if (annotations[i].id) rows.emplace_back(*annotations[i].id, i);
  std::sort(rows.begin(), rows.end());
  const auto same =
      std::adjacent_find(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first == b.first; });
  if (same == rows.end()) return;
  throw DataError(where_in_coco(annotations[same[1].second], same[1].second, file) + " has the id of annotation " +
                  std::to_string(same->second + 1) + "; expected each id once");
}

/// Leaves out polygons that surround nothing, where that is allowed, and checks the rest.
template <class Where>
void check_shape(ObjectShape& shape, const ImageSize& size, const BoxOptions& options, const Where& where) {
  if (auto* polygons = std::get_if<std::vector<Polygon>>(&shape)) {
    constexpr std::size_t three_corners = 6;
    const auto is_bad = [](const Polygon& polygon) {
      return polygon.size() < three_corners || polygon.size() % 2 != 0 ||
             !std::all_of(polygon.begin(), polygon.end(), [](float value) { return std::isfinite(value); });
    };
    const auto bad = std::find_if(polygons->begin(), polygons->end(), is_bad);
    if (bad == polygons->end()) return;
    if (!options.leave_out_bad_boxes)
      throw DataError(where() + " has a polygon of " + std::to_string(bad->size()) +
                      " numbers, expected x and y of at least three corners; correct it, or set leave_out_bad_boxes");
    std::erase_if(*polygons, is_bad);
    if (polygons->empty()) shape = {};
  } else if (const auto* runs = std::get_if<RunLengths>(&shape)) {
    if (ImageSize{runs->width, runs->height} != size)
      throw DataError(where() + " has a segmentation of " + std::to_string(runs->width) + "x" + std::to_string(runs->height) +
                      ", expected " + std::to_string(size.width) + "x" + std::to_string(size.height) +
                      ", the size of its image; make it anew");
  }
}

}  // namespace detail

AnnotatedImages read_coco(std::string_view text, std::string_view name, const std::filesystem::path& images,
                          const BoxOptions& options) {
  detail::CocoFile file = detail::CocoReader(text, std::string(name)).read();
  const auto by_id = [](const auto& left, const auto& right) { return left.id < right.id; };
  const auto category_rows = detail::positions_of_ids(file.categories, "category", name);
  auto index_of = detail::positions_of_ids(file.images, "image", name);
  detail::require_different_ids(file.annotations, name);

  AnnotatedImages result;
  std::sort(file.categories.begin(), file.categories.end(), by_id);
  std::unordered_map<std::int64_t, std::int64_t> label_of;
  for (const detail::CocoCategory& category : file.categories) {
    label_of.emplace(category.id, static_cast<std::int64_t>(result.class_names.size()));
    result.class_names.push_back(category.name);
  }

  std::vector<ImageSize> sizes(file.images.size());
  std::vector<std::int64_t> ids;
  for (const detail::CocoImage& image : file.images) ids.push_back(image.id);
  std::sort(ids.begin(), ids.end());
  result.samples.resize(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    std::size_t& position = index_of.at(ids[i]);
    const detail::CocoImage& image = file.images[position];
    const std::filesystem::path path = images / image.file;
    detail::require_image(path, "image " + std::to_string(position + 1) + " (id " + std::to_string(image.id) + ") of '" +
                                    printable(std::string(name)) + "'");
    result.samples[i] = {path.string(), Objects{}};
    const bool is_known = image.size.width > 0 && image.size.height > 0;
    sizes[i] = is_known ? image.size : read_image_size(path);
    position = i;
  }

  for (std::size_t row = 0; row < file.annotations.size(); ++row) {
    detail::CocoAnnotation& annotation = file.annotations[row];
    const auto where = [&] { return detail::where_in_coco(annotation, row, name); };
    const auto label = label_of.find(annotation.category);
    if (label == label_of.end())
      throw DataError(where() + " has category_id " + std::to_string(annotation.category) + ", which is not among its " +
                      std::to_string(file.categories.size()) + " categories; add it there, or correct it");
    const auto index = index_of.find(annotation.image);
    if (index == index_of.end())
      throw DataError(where() + " has image_id " + std::to_string(annotation.image) + ", which is not among its " +
                      std::to_string(file.images.size()) + " images; add it there, or correct it");
    const ImageSize& size = sizes[index->second];
    const auto& [left, top, width, height] = annotation.box;
    const auto box = detail::checked_box({left, top, left + width, top + height}, size, options, result, where);
    if (!box) continue;
    detail::check_shape(annotation.shape, size, options, where);
    auto& objects = std::get<Objects>(result.samples[index->second].target);
    objects.push_back({*box, label->second, annotation.crowd, std::move(annotation.shape)});
  }
  for (const Sample& sample : result.samples)
    if (std::get<Objects>(sample.target).empty()) ++result.images_without_annotations;
  return result;
}

AnnotatedImages read_coco(const std::filesystem::path& json, const std::filesystem::path& images, const BoxOptions& options) {
  detail::Buffer memory;
  return read_coco(detail::read_annotations(json, memory), json.string(), images, options);
}

}  // namespace graft
