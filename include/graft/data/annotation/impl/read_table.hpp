#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
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
#include <graft/data/annotation/detail/class_list.hpp>
#include <graft/data/annotation/detail/csv_reader.hpp>
#include <graft/data/annotation/read_box_table.hpp>
#include <graft/data/annotation/read_table.hpp>
#include <graft/data/decode/read_image_size.hpp>

namespace graft {

namespace detail {

/// The image that a row is about. Errors: DataError when none is named, or it does not exist.
inline std::string image_of_row(const CsvReader& table, std::size_t column, const std::filesystem::path& folder) {
  const std::string& name = table.field(column);
  if (name.empty())
    throw DataError(table.where() + " has nothing in column '" + printable(table.name(column)) + "', expected an image's path");
  const std::filesystem::path image = folder / name;
  require_image(image, table.where());
  return image.string();
}

/// Errors: DataError when a field is no number.
inline double number_of_row(const CsvReader& table, std::size_t column, const std::string& expected) {
  const std::string& field = table.field(column);
  if (const auto number = number_in(field)) return *number;
  const bool has_comma = field.find(',') != std::string::npos;
  throw DataError(table.where() + " has '" + printable(field) + "' in column '" + printable(table.name(column)) +
                  "', expected " + expected + (has_comma ? "; write a point for the comma" : ""));
}

}  // namespace detail

AnnotatedImages read_table(std::string_view text, std::string_view name, const TableOptions& options) {
  if (options.labels.empty() == options.label.empty())
    throw UsageError("read_table: expected either the names of columns in labels, or that of one in label, got " +
                     std::string(options.label.empty() ? "neither" : "both"));
  detail::CsvReader table(text, std::string(name), options.separator);
  const std::size_t image = table.column(options.image);
  std::vector<std::size_t> columns;
  for (const std::string& label : options.labels) columns.push_back(table.column(label));
  const std::size_t label = options.label.empty() ? 0 : table.column(options.label);
  const auto where = [&] { return table.where(); };

  AnnotatedImages result;
  detail::ClassList classes(options.class_names);
  while (table.next()) {
    Sample sample{detail::image_of_row(table, image, options.images), {}};
    if (!options.label.empty()) {
      if (table.field(label).empty())
        throw DataError(table.where() + " has nothing in column '" + printable(options.label) + "', expected a class");
      sample.target = ClassLabel{classes.number(table.field(label), where)};
    } else {
      Values values;
      for (const std::size_t column : columns) {
        if (table.field(column).empty()) {
          values.push_back(std::numeric_limits<float>::quiet_NaN());
          continue;
        }
        const auto value =
            static_cast<float>(detail::number_of_row(table, column, "a number, or nothing where it is not known"));
        if (!std::isfinite(value))
          throw DataError(table.where() + " has '" + printable(table.field(column)) + "' in column '" +
                          printable(table.name(column)) + "', more than a number of 32 bits holds; scale the column");
        values.push_back(value);
      }
      sample.target = std::move(values);
    }
    result.samples.push_back(std::move(sample));
  }
  if (result.samples.empty())
    throw DataError("table '" + printable(std::string(name)) + "' has no row below the names of its columns");
  if (options.label.empty()) {
    result.class_names = options.labels;
  } else {
    const std::vector<std::int64_t> labels = classes.labels();
    for (Sample& sample : result.samples) {
      auto& number = std::get<ClassLabel>(sample.target);
      number = labels[static_cast<std::size_t>(number)];
    }
    result.class_names = classes.names();
  }
  return result;
}

AnnotatedImages read_table(const std::filesystem::path& csv, const TableOptions& options) {
  detail::Buffer memory;
  TableOptions here = options;
  if (here.images.empty()) here.images = csv.parent_path();
  return read_table(detail::read_annotations(csv, memory), csv.string(), here);
}

AnnotatedImages read_box_table(std::string_view text, std::string_view name, const BoxTableOptions& options) {
  detail::CsvReader table(text, std::string(name), options.separator);
  const std::size_t image = table.column(options.image), label = table.column(options.label);
  const std::array<std::size_t, 4> edges{table.column(options.x1), table.column(options.y1), table.column(options.x2),
                                         table.column(options.y2)};
  const auto where = [&] { return table.where(); };

  AnnotatedImages result;
  detail::ClassList classes(options.class_names);
  std::vector<ImageSize> sizes;
  std::unordered_map<std::string, std::size_t> index_of;
  while (table.next()) {
    const auto [place, is_new] = index_of.emplace(table.field(image), result.samples.size());
    const std::size_t index = place->second;
    if (is_new) {
      result.samples.push_back({detail::image_of_row(table, image, options.images), Objects{}});
      sizes.push_back(read_image_size(result.samples.back().path));
    }
    bool is_empty = table.field(label).empty();
    for (const std::size_t edge : edges) is_empty = is_empty && table.field(edge).empty();
    if (is_empty) continue;
    if (table.field(label).empty())
      throw DataError(table.where() + " has nothing in column '" + printable(options.label) + "', expected a class");
    std::array<double, 4> values{};
    for (std::size_t i = 0; i < 4; ++i) values[i] = detail::number_of_row(table, edges[i], "a number");
    const std::int64_t number = classes.number(table.field(label), where);
    const auto box =
        detail::checked_box({values[0], values[1], values[2], values[3]}, sizes[index], options.boxes, result, where);
    if (!box) continue;
    Object object;
    object.box = *box;
    object.label = number;
    std::get<Objects>(result.samples[index].target).push_back(std::move(object));
  }
  if (result.samples.empty())
    throw DataError("table '" + printable(std::string(name)) + "' has no row below the names of its columns");
  const std::vector<std::int64_t> labels = classes.labels();
  for (Sample& sample : result.samples) {
    auto& objects = std::get<Objects>(sample.target);
    for (Object& object : objects) object.label = labels[static_cast<std::size_t>(object.label)];
    if (objects.empty()) ++result.images_without_annotations;
  }
  result.class_names = classes.names();
  return result;
}

AnnotatedImages read_box_table(const std::filesystem::path& csv, const BoxTableOptions& options) {
  detail::Buffer memory;
  BoxTableOptions here = options;
  if (here.images.empty()) here.images = csv.parent_path();
  return read_box_table(detail::read_annotations(csv, memory), csv.string(), here);
}

}  // namespace graft
