#include <graft/data/annotation/read_coco.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <variant>
#include <vector>

#include <graft/data/annotation/detail/run_lengths.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace read_coco_tests {

using namespace data_tests;

/// A folder with the images a.ppm and b.ppm of 10 x 8 pixels.
class Photos {
 public:
  Photos() {
    for (const char* name : {"a.ppm", "b.ppm"}) write_bytes(path() / name, ppm(noise(10, 8)));
  }
  const std::filesystem::path& path() const { return folder_.path(); }

  graft::AnnotatedImages read(const std::string& text, const graft::BoxOptions& options = {}) const {
    return graft::read_coco(text, "c.json", path(), options);
  }
  std::string error_of(const std::string& text, const graft::BoxOptions& options = {}) const {
    return message_of<graft::DataError>([&] { read(text, options); });
  }

 private:
  TemporaryFolder folder_;
};

const char* const two_images =
    R"({"id": 7, "file_name": "a.ppm", "width": 10, "height": 8}, {"id": 3, "file_name": "b.ppm", "height": 8, "width": 10})";

std::string file(const std::string& annotations, const std::string& images = two_images) {
  return R"({"info": {"year": [2017, null]}, "annotations": [)" + annotations + R"(], "images": [)" + images +
         R"(], "categories": [{"id": 90, "name": "dog", "supercategory": "animal"}, {"name": "cat", "id": 17}]})";
}

/// An annotation with these members besides.
std::string annotation(const std::string& more) { return R"({"id": 5, "image_id": 7, "category_id": 17, )" + more + "}"; }

TEST_CASE("boxes, classes and crowds are read, images sorted by id and classes by theirs") {
  const Photos photos;
  const auto read =
      photos.read(file(R"({"id": 1, "image_id": 7, "category_id": 90, "bbox": [1, 2, 3.5, 4], "iscrowd": 0, "area": 14},
      {"id": 2, "image_id": 7, "category_id": 17, "bbox": [-2, 0, 5, 9], "iscrowd": 1, "extra": {"a": [{}]}})"));
  REQUIRE(read.samples.size() == 2);
  CHECK(read.samples[0].path == (photos.path() / "b.ppm").string());
  CHECK((read.samples[0].target == graft::Target{graft::Objects{}}));
  graft::Object dog, cats;
  dog.box = {1, 2, 4.5F, 6};
  dog.label = 1;
  cats.box = {0, 0, 3, 8};
  cats.crowd = true;
  CHECK((read.samples[1].target == graft::Target{graft::Objects{dog, cats}}));
  CHECK((read.class_names == std::vector<std::string>{"cat", "dog"}));
  CHECK(read.images_without_annotations == 1);
  CHECK(read.boxes_clipped == 1);
}

TEST_CASE("shapes are polygons, or runs that are compressed or not") {
  const Photos photos;
  const auto shape_of = [&](const std::string& segmentation) {
    const auto read = photos.read(file(annotation(R"("bbox": [1, 1, 2, 2], "segmentation": )" + segmentation)));
    return std::get<graft::Objects>(read.samples[1].target).at(0).shape;
  };
  using Polygons = std::vector<graft::Polygon>;
  CHECK((shape_of("[[1, 1, 3, 1.5, 3, 3], [0, 0, 1, 0, 1, 1, 0, 1]]") ==
         graft::ObjectShape{Polygons{{1, 1, 3, 1.5F, 3, 3}, {0, 0, 1, 0, 1, 1, 0, 1}}}));
  CHECK((shape_of(R"({"size": [8, 10], "counts": [9, 2, 69]})") == graft::ObjectShape{graft::RunLengths{10, 8, {9, 2, 69}}}));
  CHECK((shape_of(R"({"counts": "92U2", "size": [8, 10]})") == graft::ObjectShape{graft::RunLengths{10, 8, {9, 2, 69}}}));
  CHECK((shape_of("[]") == graft::ObjectShape{}));
  CHECK((shape_of("null") == graft::ObjectShape{}));
}

TEST_CASE("compressed runs are read as COCO writes them") {
  int masks = 0;
  for (auto& line : recorded_lines("runs.txt")) {
    std::string text;
    line >> text;
    CAPTURE(text);
    std::vector<std::uint32_t> wanted;
    for (std::uint32_t run = 0; line >> run;) wanted.push_back(run);
    CHECK((graft::detail::runs_of_text(text) == wanted));
    ++masks;
  }
  CHECK(masks == 60);
}

TEST_CASE("compressed runs that are damaged are refused") {
  using graft::detail::runs_of_text;
  CHECK((runs_of_text("") == std::vector<std::uint32_t>{}));
  CHECK((runs_of_text("0") == std::vector<std::uint32_t>{0}));
  for (const char* text : {"P", "9P", "9 2", "9p", "@", "1111N", "PPPPPPPPPPPP0", "ooooooooooooo"}) {
    CAPTURE(text);
    CHECK_FALSE(runs_of_text(text).has_value());
  }
}

TEST_CASE("what is wrong with an annotation is said with its position and id") {
  const Photos photos;
  const std::string box = R"("bbox": [1, 1, 2, 2])";
  const std::string where = "annotation 1 (id 5) of 'c.json'";
  const auto error_of = [&](const std::string& more) { return photos.error_of(file(annotation(more))); };
  CHECK(photos.error_of(file(R"({"id": 5, "image_id": 7, "category_id": 4, "bbox": [1, 1, 2, 2]})")) ==
        where + " has category_id 4, which is not among its 2 categories; add it there, or correct it");
  CHECK(photos.error_of(file(R"({"id": 5, "image_id": 4, "category_id": 17, "bbox": [1, 1, 2, 2]})")) ==
        where + " has image_id 4, which is not among its 2 images; add it there, or correct it");
  CHECK(error_of(R"("bbox": [1, 1, 0, 2])") ==
        where + ": box (1, 1, 1, 3) has no area; correct it, or set leave_out_bad_boxes");
  CHECK(contains(error_of(R"("bbox": [1, 1, 2, -2])"), "has no area"));
  CHECK(error_of(R"("bbox": [10, 1, 2, 2])") ==
        where + ": box (10, 1, 12, 3) lies outside its image of 10x8; correct it, or set leave_out_bad_boxes");
  CHECK(contains(error_of(R"("bbox": [1e308, 1, 1e308, 2])"), "is not finite"));
  CHECK(
      contains(photos.error_of(file(annotation(R"("bbox": [1, 1, 12, 2])")), {.clip_boxes = false}), "goes beyond its image"));
  CHECK(error_of(R"("iscrowd": 0)") == where + " has no bbox; expected COCO's format");
  CHECK(error_of(R"("bbox": [1, 2, 3])") == where + " has a bbox of 3 numbers, expected 4: left, top, width and height");
  CHECK(error_of(R"("bbox": {"x": 1})") == where + " has a bbox that is no list");
  CHECK(error_of(R"("bbox": [1, 2, "3", 4])") == where + " has a number in its bbox that is no number");
  CHECK(contains(error_of(R"("bbox": [1, 2, NaN, 4])"), "NaN and Infinity are no numbers in JSON"));
  CHECK(contains(error_of(R"("bbox": [1, 2, 1e999, 4])"), "a number is out of range"));
  CHECK(error_of(box + R"(, "iscrowd": 2)") == where + " has an iscrowd of 2, expected 0 or 1");
  CHECK(error_of(box + R"(, "iscrowd": true)") == "no exception");
  CHECK(contains(photos.error_of(file(R"({"image_id": "7", "category_id": 17})")),
                 "annotation 1 of 'c.json' has an image_id that is no integer"));
  CHECK(
      contains(photos.error_of(file(R"({"image_id": 7.5, "category_id": 17})")), "an image_id that is no integer of 64 bits"));
  CHECK(contains(photos.error_of(file("7")), "annotation 1 does not begin with '{'"));
  CHECK(photos.error_of(file(annotation(box) + ", " + annotation(box))) ==
        "annotation 2 (id 5) of 'c.json' has the id of annotation 1; expected each id once");
}

TEST_CASE("what is wrong with a shape is said with its annotation") {
  const Photos photos;
  const auto error_of = [&](const std::string& shape, const graft::BoxOptions& options = {}) {
    return photos.error_of(file(annotation(R"("bbox": [1, 1, 2, 2], "segmentation": )" + shape)), options);
  };
  CHECK(error_of("[[1, 1, 2, 2]]") ==
        "annotation 1 (id 5) of 'c.json' has a polygon of 4 numbers, expected x and y of at least "
        "three corners; correct it, or set leave_out_bad_boxes");
  CHECK(contains(error_of("[[1, 1, 2, 2, 3, 3, 4]]"), "has a polygon of 7 numbers"));
  CHECK(error_of("[[1, 1, 2, 2]]", {.leave_out_bad_boxes = true}) == "no exception");
  CHECK(contains(error_of("[1, 2]"), "a polygon that is no list"));
  CHECK(contains(error_of("7"), "a segmentation that is neither a list nor an object"));
  CHECK(contains(error_of(R"({"size": [8, 10]})"), "has no counts in its segmentation"));
  CHECK(contains(error_of(R"({"counts": [80]})"), "has no size in its segmentation"));
  CHECK(contains(error_of(R"({"counts": [79], "size": [8, 10]})"), "runs of 79 pixels in its segmentation, expected 10x8"));
  CHECK(contains(error_of(R"({"counts": [4294967295, 4294967295], "size": [8, 10]})"), "expected 10x8, its size"));
  CHECK(contains(error_of(R"({"counts": [80], "size": [10, 8]})"), "has a segmentation of 8x10, expected 10x8"));
  CHECK(contains(error_of(R"({"counts": [-1, 81], "size": [8, 10]})"), "has a count of -1"));
  CHECK(contains(error_of(R"({"counts": "9P", "size": [8, 10]})"), "counts in its segmentation that are no compressed runs"));
  CHECK(contains(error_of(R"({"counts": [80], "size": [8]})"), "whose size is not a height and a width"));
  CHECK(contains(error_of(R"({"counts": [], "size": [0, 5]})"), "a size of its segmentation of 0, expected pixels"));
}

TEST_CASE("bad boxes are left out and counted where that is allowed") {
  const Photos photos;
  const auto read = photos.read(file(R"({"image_id": 7, "category_id": 17, "bbox": [1, 1, 0, 2]},
      {"image_id": 7, "category_id": 17, "bbox": [20, 1, 2, 2]}, {"image_id": 3, "category_id": 17, "bbox": [0, 1, 2, 2]})"),
                                {.leave_out_bad_boxes = true});
  CHECK(read.boxes_left_out == 2);
  CHECK(read.images_without_annotations == 1);
}

TEST_CASE("what is wrong with images and categories is said, and what lacks") {
  const Photos photos;
  CHECK(photos.error_of(file("", R"({"id": 1, "file_name": "c.ppm"})")) ==
        "image 1 (id 1) of 'c.json' is about image '" + (photos.path() / "c.ppm").string() +
            "', which does not exist; check the folder of images");
  CHECK(photos.error_of(file("", R"({"id": 1, "file_name": "a.ppm"}, {"id": 1, "file_name": "b.ppm"})")) ==
        "image 2 of 'c.json' has id 1, as image 1 has; expected each id once");
  CHECK(contains(photos.error_of(file("", R"({"file_name": "a.ppm"})")), "image 1 of 'c.json' has no id"));
  CHECK(contains(photos.error_of(file("", R"({"id": 1})")), "image 1 (id 1) of 'c.json' has no file_name"));
  CHECK(contains(photos.error_of(file("", R"({"id": 1, "file_name": 7})")), "has a file_name that is no text"));
  CHECK(contains(photos.error_of(file("", "{\"id\": 1, \"file_name\": \"\xff\"}")), "has a file_name that is not UTF-8"));
  CHECK(contains(photos.error_of(file("", R"({"id": 1, "file_name": "a.ppm", "width": 0})")), "a width of 0, expected pixels"));
  CHECK(photos.error_of(R"({"images": [], "categories": []})") ==
        "annotations 'c.json' have no annotations; expected COCO's format, an object with images, annotations and categories");
  CHECK(contains(photos.error_of("[]"), "damaged JSON in 'c.json': it does not begin with '{'"));
  CHECK(contains(photos.error_of(R"({"images": {}})"), "the list of each image does not begin with '['"));
  CHECK(
      contains(photos.error_of(file(annotation(R"("bbox": [1, 1, 2, 2], "x": )" + std::string(100'000, '[')))), "too deeply"));
}

TEST_CASE("sizes that the file lacks are read from the images") {
  const Photos photos;
  const auto read = photos.read(file(annotation(R"("bbox": [1, 1, 20, 2])"), R"({"id": 7, "file_name": "a.ppm"})"));
  CHECK((std::get<graft::Objects>(read.samples[0].target).at(0).box == graft::ObjectBox{1, 1, 10, 3}));
}

TEST_CASE("a file is read as the same text") {
  const Photos photos;
  const std::filesystem::path json = photos.path() / "c.json";
  std::ofstream(json) << file(annotation(R"("bbox": [1, 1, 2, 2])"));
  CHECK(graft::read_coco(json, photos.path()).samples.size() == 2);
  CHECK(contains(message_of<graft::DataError>([&] { graft::read_coco(photos.path() / "d.json", photos.path()); }),
                 "d.json' does not exist"));
}

}  // namespace read_coco_tests
