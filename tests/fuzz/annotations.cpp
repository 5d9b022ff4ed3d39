// A reader of annotations, GRAFT_FUZZ_READER, on any text: what it reads keeps to what it promises, or it throws an error of
// ours. The first byte chooses options, the text follows. There are two images of 10 x 8 pixels, a.ppm and b.ppm.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/annotation/detail/mask_objects.hpp>
#include <graft/data/annotation/impl/read_coco.hpp>
#include <graft/data/annotation/impl/read_table.hpp>
#include <graft/data/annotation/impl/read_voc.hpp>
#include <graft/data/annotation/impl/read_yolo.hpp>
#include <graft/data/decode/impl/decode.hpp>
#include <graft/data/decode/impl/decode_mask.hpp>
#include <graft/data/decode/impl/stb_image.hpp>

#include "memory_folder.hpp"

namespace readers {

using namespace graft;

void require(bool holds) {
  if (!holds) std::abort();
}

const MemoryFolder& folder() {
  static const MemoryFolder made;
  static const bool filled = [] {
    for (const char* name : {"a.ppm", "b.ppm"}) made.write(name, "P6 10 8 255\n" + std::string(240, 'x'));
    return true;
  }();
  require(filled);
  return made;
}

void check(const Objects& objects, std::size_t classes, const ImageSize& size) {
  for (const Object& object : objects) {
    const ObjectBox& box = object.box;
    require(box.x1 >= 0 && box.y1 >= 0 && box.x1 < box.x2 && box.y1 < box.y2);
    require(box.x2 <= static_cast<float>(size.width) && box.y2 <= static_cast<float>(size.height));
    require(object.label >= 0 && static_cast<std::size_t>(object.label) < classes);
    if (const auto* runs = std::get_if<RunLengths>(&object.shape)) {
      std::int64_t pixels = 0;
      for (const std::uint32_t run : runs->counts) pixels += run;
      require(pixels == runs->width * runs->height && runs->width == size.width && runs->height == size.height);
    } else if (const auto* polygons = std::get_if<std::vector<Polygon>>(&object.shape)) {
      for (const Polygon& polygon : *polygons) require(polygon.size() >= 6 && polygon.size() % 2 == 0);
    }
  }
}

BoxOptions boxes(unsigned choice) { return {.clip_boxes = (choice & 1U) != 0, .leave_out_bad_boxes = (choice & 2U) != 0}; }

void coco(std::string_view text, unsigned choice) {
  const AnnotatedImages read = read_coco(text, "input", folder().path(), boxes(choice));
  for (const Sample& sample : read.samples) {
    constexpr float huge = 4e9F;
    for (const Object& object : std::get<Objects>(sample.target))
      require(object.box.x2 < huge && object.box.x1 < object.box.x2);
  }
}

void csv(std::string_view text, unsigned choice) {
  const char separator = (choice & 8U) != 0 ? ';' : '\0';
  if ((choice & 4U) != 0) {
    const AnnotatedImages read =
        read_box_table(text, "input", {.images = folder().path(), .separator = separator, .boxes = boxes(choice)});
    for (const Sample& sample : read.samples) check(std::get<Objects>(sample.target), read.class_names.size(), {10, 8});
    return;
  }
  TableOptions options{.images = folder().path(), .separator = separator};
  if ((choice & 1U) != 0)
    options.label = "class";
  else
    options.labels = {"x1", "y1"};
  const AnnotatedImages read = read_table(text, "input", options);
  for (const Sample& sample : read.samples) {
    if (const auto* label = std::get_if<ClassLabel>(&sample.target))
      require(*label >= 0 && static_cast<std::size_t>(*label) < read.class_names.size());
    else
      for (const float value : std::get<Values>(sample.target)) require(!std::isinf(value));
  }
}

void yolo(std::string_view text, unsigned choice) {
  if ((choice & 4U) != 0) {
    require(detail::yaml_names(text, "input").size() <= text.size());
    return;
  }
  AnnotatedImages counts;
  constexpr std::size_t classes = 3;
  check(detail::yolo_objects(text, "input", {10, 8}, classes, boxes(choice), counts), classes, {10, 8});
}

void voc(std::string_view text, unsigned choice) {
  static const bool made = [] {
    folder().write("JPEGImages/a.ppm", "P6 10 8 255\n" + std::string(240, 'x'));
    return true;
  }();
  require(made);
  folder().write("Annotations/a.xml", text);
  const AnnotatedImages read = read_voc(
      folder().path(), {.one_based = (choice & 4U) != 0, .difficult_as_crowd = (choice & 8U) != 0, .boxes = boxes(choice)});
  for (const Sample& sample : read.samples) check(std::get<Objects>(sample.target), read.class_names.size(), {10, 8});
}

void mask(std::string_view text, unsigned) {
  const detail::ImageBytes bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  const auto size = detail::size_in_header(bytes);
  const DecodeOptions options{.max_pixels = 1 << 18};
  const Mask read = decode_mask(bytes, "input", options);
  require(size.has_value());
  require(read.classes.size() == static_cast<std::size_t>(read.width * read.height));
  check(detail::objects_of(read, "input"), 1, {read.width, read.height});
  require(decode_image(bytes, "input", options).width == read.width);
}

}  // namespace readers

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  try {
    readers::GRAFT_FUZZ_READER({reinterpret_cast<const char*>(data) + 1, size - 1}, data[0]);
  } catch (const graft::Error&) {
  }
  return 0;
}
