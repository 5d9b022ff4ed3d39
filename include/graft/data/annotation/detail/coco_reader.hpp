#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/json/json.hpp>
#include <graft/core/json/utf8.hpp>
#include <graft/core/printable.hpp>
#include <graft/data/annotation/detail/run_lengths.hpp>
#include <graft/data/dataset/object_shape.hpp>
#include <graft/data/image/image_size.hpp>

namespace graft::detail {

struct CocoImage {
  std::int64_t id = 0;
  std::string file;
  ImageSize size;  ///< zero where the file does not say it
};

struct CocoCategory {
  std::int64_t id = 0;
  std::string name;
};

struct CocoAnnotation {
  std::optional<std::int64_t> id;
  std::int64_t image = 0;
  std::int64_t category = 0;
  std::array<double, 4> box{};  ///< left, top, width, height
  bool crowd = false;
  ObjectShape shape;
};

/// What a file in COCO's format has, in its order; ids are not looked up.
struct CocoFile {
  std::vector<CocoImage> images;
  std::vector<CocoCategory> categories;
  std::vector<CocoAnnotation> annotations;
};

/// Reads such a file value by value: a tree of all of them would take ten times the memory.
///
/// Errors: DataError with the position, counted from 1, of the image, category or annotation.
class CocoReader : JsonReader<DataError> {
 public:
  CocoReader(std::string_view text, const std::string& where) : JsonReader(text, where) {}

  CocoFile read() {
    bool has_images = false, has_categories = false, has_annotations = false;
    open('{', "it");
    read_members([&](const std::string& name) {
      if (name == "images") {
        has_images = true;
        read_rows("image", [&] { file_.images.push_back(read_image()); });
      } else if (name == "categories") {
        has_categories = true;
        read_rows("category", [&] { file_.categories.push_back(read_category()); });
      } else if (name == "annotations") {
        has_annotations = true;
        read_rows("annotation", [&] { file_.annotations.push_back(read_annotation()); });
      } else {
        skip_value(1);
      }
    });
    finish();
    if (!has_images || !has_categories || !has_annotations)
      throw DataError("annotations '" + printable(where_) + "' have no " +
                      (!has_images       ? "images"
                       : !has_categories ? "categories"
                                         : "annotations") +
                      "; expected COCO's format, an object with images, annotations and categories");
    return std::move(file_);
  }

 private:
  void open(char bracket, const std::string& what) {
    skip_space();
    if (peek() != bracket) fail(what + " does not begin with '" + bracket + "'");
  }

  /// Calls `take()` at each object of a list.
  template <class Take>
  void read_rows(const char* kind, Take take) {
    kind_ = kind;
    row_ = 0;
    open('[', "the list of each " + std::string(kind));
    read_items([&] {
      ++row_;
      id_.reset();
      open('{', std::string(kind_) + " " + std::to_string(row_));
      take();
    });
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw DataError(std::string(kind_) + " " + std::to_string(row_) +
                    (id_ ? " (id " + std::to_string(*id_) + ")" : std::string()) + " of '" + printable(where_) + "' has " +
                    what);
  }

  [[nodiscard]] bool at_number() const {
    return peek() == '-' || peek() == 'N' || peek() == 'I' || (peek() >= '0' && peek() <= '9');
  }

  double take_number(const std::string& field) {
    skip_space();
    if (!at_number()) refuse(field + " that is no number");
    return read_number().real;
  }

  std::int64_t take_integer(const std::string& field) {
    skip_space();
    if (!at_number()) refuse(field + " that is no integer");
    const Json number = read_number();
    if (!number.is(Json::Kind::integer)) refuse(field + " that is no integer of 64 bits");
    return number.integer;
  }

  std::string take_text(const std::string& field) {
    skip_space();
    if (peek() != '"') refuse(field + " that is no text");
    std::string text = read_text();
    if (!is_utf8(text)) refuse(field + " that is not UTF-8");
    return text;
  }

  void take_id() { id_ = take_integer("an id"); }

  void require(bool has, const std::string& field) const {
    if (!has) refuse("no " + field + "; expected COCO's format");
  }

  CocoImage read_image() {
    CocoImage image;
    bool has_file = false;
    read_members([&](const std::string& name) {
      if (name == "id") {
        take_id();
      } else if (name == "file_name") {
        image.file = take_text("a file_name");
        has_file = true;
      } else if (name == "width") {
        image.size.width = take_size("a width");
      } else if (name == "height") {
        image.size.height = take_size("a height");
      } else {
        skip_value(3);
      }
    });
    require(id_.has_value(), "id");
    require(has_file, "file_name");
    image.id = *id_;
    return image;
  }

  std::int64_t take_size(const std::string& field) {
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    const std::int64_t size = take_integer(field);
    if (size < 1 || size > most) refuse(field + " of " + std::to_string(size) + ", expected pixels");
    return size;
  }

  CocoCategory read_category() {
    CocoCategory category;
    bool has_name = false;
    read_members([&](const std::string& name) {
      if (name == "id") {
        take_id();
      } else if (name == "name") {
        category.name = take_text("a name");
        has_name = true;
      } else {
        skip_value(3);
      }
    });
    require(id_.has_value(), "id");
    require(has_name, "name");
    category.id = *id_;
    return category;
  }

  CocoAnnotation read_annotation() {
    CocoAnnotation annotation;
    bool has_image = false, has_category = false, has_box = false;
    read_members([&](const std::string& name) {
      if (name == "id") {
        take_id();
      } else if (name == "image_id") {
        annotation.image = take_integer("an image_id");
        has_image = true;
      } else if (name == "category_id") {
        annotation.category = take_integer("a category_id");
        has_category = true;
      } else if (name == "bbox") {
        read_box(annotation.box);
        has_box = true;
      } else if (name == "iscrowd") {
        annotation.crowd = take_flag("an iscrowd");
      } else if (name == "segmentation") {
        annotation.shape = read_shape();
      } else {
        skip_value(3);
      }
    });
    annotation.id = id_;
    require(has_image, "image_id");
    require(has_category, "category_id");
    require(has_box, "bbox");
    return annotation;
  }

  bool take_flag(const std::string& field) {
    skip_space();
    const bool is_word = peek() == 't' || peek() == 'f';
    if (is_word) return read_value(3).boolean;
    const std::int64_t number = take_integer(field);
    if (number != 0 && number != 1) refuse(field + " of " + std::to_string(number) + ", expected 0 or 1");
    return number == 1;
  }

  void read_box(std::array<double, 4>& box) {
    skip_space();
    if (peek() != '[') refuse("a bbox that is no list");
    std::size_t count = 0;
    read_items([&] {
      const double number = take_number("a number in its bbox");
      if (count < box.size()) box[count] = number;
      ++count;
    });
    if (count != box.size()) refuse("a bbox of " + std::to_string(count) + " numbers, expected 4: left, top, width and height");
  }

  ObjectShape read_shape() {
    skip_space();
    if (peek() == 'n') {
      expect("null");
      return {};
    }
    if (peek() == '{') return read_runs();
    if (peek() != '[') refuse("a segmentation that is neither a list nor an object");
    std::vector<Polygon> polygons;
    read_items([&] {
      skip_space();
      if (peek() != '[') refuse("a segmentation with a polygon that is no list");
      Polygon polygon;
      read_items([&] { polygon.push_back(static_cast<float>(take_number("a number in its segmentation"))); });
      polygon.shrink_to_fit();
      polygons.push_back(std::move(polygon));
    });
    if (polygons.empty()) return {};
    polygons.shrink_to_fit();
    return polygons;
  }

  ObjectShape read_runs() {
    RunLengths runs;
    bool has_size = false, has_counts = false;
    read_members([&](const std::string& name) {
      skip_space();
      if (name == "size") {
        std::array<std::int64_t, 2> size{};
        std::size_t count = 0;
        if (peek() != '[') refuse("a segmentation whose size is no list");
        read_items([&] {
          const std::int64_t number = take_size("a size of its segmentation");
          if (count < size.size()) size[count] = number;
          ++count;
        });
        if (count != size.size()) refuse("a segmentation whose size is not a height and a width");
        runs.height = size[0];
        runs.width = size[1];
        has_size = true;
      } else if (name == "counts") {
        read_counts(runs.counts);
        has_counts = true;
      } else {
        skip_value(4);
      }
    });
    require(has_size, "size in its segmentation");
    require(has_counts, "counts in its segmentation");
    std::int64_t pixels = 0;
    for (std::size_t i = 0; i < runs.counts.size() && pixels <= runs.width * runs.height; ++i) pixels += runs.counts[i];
    if (pixels != runs.width * runs.height)
      refuse("runs of " + std::to_string(pixels) + " pixels in its segmentation, expected " + std::to_string(runs.width) + "x" +
             std::to_string(runs.height) + ", its size");
    return runs;
  }

  void read_counts(std::vector<std::uint32_t>& counts) {
    if (peek() == '"') {
      auto runs = runs_of_text(read_text());
      if (!runs) refuse("counts in its segmentation that are no compressed runs");
      counts = std::move(*runs);
      return;
    }
    if (peek() != '[') refuse("counts in its segmentation that are neither a list nor a text");
    read_items([&] {
      const std::int64_t count = take_integer("a count in its segmentation");
      if (count < 0 || count > std::numeric_limits<std::uint32_t>::max())
        refuse("a count of " + std::to_string(count) + " in its segmentation, expected pixels");
      counts.push_back(static_cast<std::uint32_t>(count));
    });
  }

  CocoFile file_;
  const char* kind_ = "";
  std::size_t row_ = 0;             ///< of the list that is being read
  std::optional<std::int64_t> id_;  ///< of that row, where it has come
};

}  // namespace graft::detail
