#include <graft/data/annotation/read_table.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <graft/data/annotation/read_box_table.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace read_table_tests {

using namespace data_tests;
using Names = std::vector<std::string>;

/// A folder with the images a.ppm, b.ppm and "c,d.ppm" of 10 x 8 pixels.
class Photos {
 public:
  Photos() {
    for (const char* name : {"a.ppm", "b.ppm", "c,d.ppm"}) write_bytes(path() / name, ppm(noise(10, 8)));
  }
  const std::filesystem::path& path() const { return folder_.path(); }

  graft::AnnotatedImages table(std::string_view text, graft::TableOptions options) const {
    options.images = path();
    return graft::read_table(text, "t.csv", options);
  }
  std::string error_of(std::string_view text, const graft::TableOptions& options = {.label = "class"}) const {
    return message_of<graft::DataError>([&] { table(text, options); });
  }
  graft::AnnotatedImages boxes(std::string_view text, graft::BoxTableOptions options = {}) const {
    options.images = path();
    return graft::read_box_table(text, "t.csv", options);
  }
  std::string error_of_boxes(std::string_view rows, const graft::BoxTableOptions& options = {}) const {
    return message_of<graft::DataError>([&] { boxes("file,x1,y1,x2,y2,class\n" + std::string(rows), options); });
  }

 private:
  TemporaryFolder folder_;
};

TEST_CASE("columns of numbers become values, empty fields are not known") {
  const Photos photos;
  const auto read = photos.table("file,sunny,other,people\na.ppm,1,x,0.5\nb.ppm,,y,-2e1\n", {.labels = {"people", "sunny"}});
  REQUIRE(read.samples.size() == 2);
  CHECK(read.samples[0].path == (photos.path() / "a.ppm").string());
  CHECK((std::get<graft::Values>(read.samples[0].target) == graft::Values{0.5F, 1}));
  const auto& second = std::get<graft::Values>(read.samples[1].target);
  REQUIRE(second.size() == 2);
  CHECK(second[0] == -20);
  CHECK(std::isnan(second[1]));
  CHECK((read.class_names == Names{"people", "sunny"}));
}

TEST_CASE("a column of classes becomes labels, sorted unless names are given") {
  const Photos photos;
  const std::string text = "class,file\ndog,a.ppm\ncat,b.ppm\ndog,b.ppm\n";
  const auto labels_of = [&](const graft::TableOptions& options) {
    std::vector<std::int64_t> labels;
    for (const auto& sample : photos.table(text, options).samples) labels.push_back(std::get<graft::ClassLabel>(sample.target));
    return labels;
  };
  CHECK((labels_of({.label = "class"}) == std::vector<std::int64_t>{1, 0, 1}));
  CHECK((photos.table(text, {.label = "class"}).class_names == Names{"cat", "dog"}));
  CHECK((labels_of({.label = "class", .class_names = {"emu", "dog", "cat"}}) == std::vector<std::int64_t>{1, 2, 1}));
  CHECK(photos.error_of(text, {.label = "class", .class_names = {"cat", "dogs"}}) ==
        "row 2 of table 't.csv' has class 'dog', which is not among the 2 class names given; did you mean 'dogs'?");
}

TEST_CASE("fields are read as RFC 4180 has them, with any separator and line end") {
  const Photos photos;
  const auto classes = [&](std::string_view text, const graft::TableOptions& options = {.label = "class"}) {
    return photos.table(text, options).class_names;
  };
  CHECK((classes("file,class\r\na.ppm,\"x\"\"y, z\"\r\n") == Names{"x\"y, z"}));
  CHECK((classes("file,class\r\"c,d.ppm\",\"two\nlines\"") == Names{"two\nlines"}));
  CHECK((classes("\xEF\xBB\xBF\"file\" , class\n\n a.ppm , cat \n\n") == Names{"cat"}));
  CHECK((classes("file;class;a,b\na.ppm;x;1,5\n") == Names{"x"}));
  CHECK((classes("file\tclass\nc,d.ppm\tx y\n") == Names{"x y"}));
  CHECK((classes("file|class\na.ppm|5\" disk\n", {.label = "class", .separator = '|'}) == Names{"5\" disk"}));
}

TEST_CASE("what is wrong with a table is said with its row") {
  const Photos photos;
  CHECK(photos.error_of("") == "table 't.csv' is empty; expected a first row with the names of its columns");
  CHECK(photos.error_of("file,class\n") == "table 't.csv' has no row below the names of its columns");
  CHECK(photos.error_of("file,klass\na.ppm,x\n") == "table 't.csv' has no column 'class' among its 2; did you mean 'klass'?");
  CHECK(photos.error_of("file,class,class\n") == "table 't.csv' has several columns 'class'; rename all but one");
  CHECK(photos.error_of("file,class\na.ppm,x\nb.ppm,x,y\n") ==
        "row 3 of table 't.csv' has 3 fields, expected 2, as the first row has; put fields with a separator in quotes");
  CHECK(photos.error_of("file,class\na.ppm,\n") == "row 2 of table 't.csv' has nothing in column 'class', expected a class");
  CHECK(photos.error_of("file,class\n,x\n") == "row 2 of table 't.csv' has nothing in column 'file', expected an image's path");
  CHECK(photos.error_of("file,class\n\nnone.ppm,x\n") == "row 3 of table 't.csv' is about image '" +
                                                             (photos.path() / "none.ppm").string() +
                                                             "', which does not exist; check the folder of images");
  CHECK(photos.error_of("file,class\na.ppm,\"x\n") == "row 2 of table 't.csv' has a quote that is not closed; close it");
  CHECK(contains(photos.error_of("file,class\na.ppm,\"x\"y\n"), "row 2 of table 't.csv' has text behind a field in quotes"));
  CHECK(contains(photos.error_of(std::string_view("file,class\na.ppm,\0x\n", 20)), "row 2 of table 't.csv' has a zero byte"));
  CHECK(contains(photos.error_of("\xFF\xFE\x66"), "is UTF-16, expected UTF-8"));
  for (const char* field : {"yes", "nan", "inf", "1x", "1e999", "0x1", "+-1", "--1"}) {
    CAPTURE(field);
    CHECK(photos.error_of("file,v\na.ppm," + std::string(field), {.labels = {"v"}}) ==
          "row 2 of table 't.csv' has '" + std::string(field) +
              "' in column 'v', expected a number, or nothing where it is not known");
  }
  CHECK(contains(photos.error_of("file;v\na.ppm;1,5", {.labels = {"v"}}), "write a point for the comma"));
  CHECK(contains(photos.error_of("file,v\na.ppm,1e39", {.labels = {"v"}}), "more than a number of 32 bits holds"));
  CHECK(contains(message_of<graft::UsageError>([&] { photos.table("file\n", {}); }), "got neither"));
  CHECK(contains(message_of<graft::UsageError>([&] { photos.table("file\n", {.labels = {"a"}, .label = "b"}); }), "got both"));
}

TEST_CASE("a table's file names its images from its own folder, or from the one given") {
  const Photos photos;
  std::filesystem::create_directories(photos.path() / "lists");
  std::ofstream(photos.path() / "t.csv") << "file,class\na.ppm,x\n";
  std::ofstream(photos.path() / "lists" / "t.csv") << "file,class\na.ppm,x\n";
  CHECK(graft::read_table(photos.path() / "t.csv", {.label = "class"}).samples.size() == 1);
  CHECK(graft::read_table(photos.path() / "lists/t.csv", {.label = "class", .images = photos.path()}).samples.size() == 1);
  CHECK(contains(message_of<graft::DataError>([&] { graft::read_table(photos.path() / "none.csv", {.label = "class"}); }),
                 "annotations '" + (photos.path() / "none.csv").string() + "' does not exist"));
}

TEST_CASE("rows of boxes are gathered by image") {
  const Photos photos;
  const auto read =
      photos.boxes("file,x1,y1,x2,y2,class\nb.ppm,1,2,3.5,4,dog\na.ppm,,,,,\nb.ppm,0,0,10,8,cat\n\"c,d.ppm\",-2,0,5,9,dog\n");
  REQUIRE(read.samples.size() == 3);
  graft::Object dog, cat, clipped;
  dog.box = {1, 2, 3.5F, 4};
  dog.label = 1;
  cat.box = {0, 0, 10, 8};
  clipped.box = {0, 0, 5, 8};
  clipped.label = 1;
  CHECK(read.samples[0].path == (photos.path() / "b.ppm").string());
  CHECK((read.samples[0].target == graft::Target{graft::Objects{dog, cat}}));
  CHECK((read.samples[1].target == graft::Target{graft::Objects{}}));
  CHECK((read.samples[2].target == graft::Target{graft::Objects{clipped}}));
  CHECK((read.class_names == Names{"cat", "dog"}));
  CHECK(read.images_without_annotations == 1);
  CHECK(read.boxes_clipped == 1);
  CHECK(read.boxes_left_out == 0);
}

TEST_CASE("boxes without area or outside their image are errors with the row, or are left out") {
  const Photos photos;
  CHECK(photos.error_of_boxes("a.ppm,3,1,3,4,x\n") ==
        "row 2 of table 't.csv': box (3, 1, 3, 4) has no area; correct it, or set leave_out_bad_boxes");
  CHECK(contains(photos.error_of_boxes("a.ppm,3,4,5,1,x\n"), "has no area"));
  CHECK(photos.error_of_boxes("a.ppm,10,1,12.5,4,x\n") ==
        "row 2 of table 't.csv': box (10, 1, 12.5, 4) lies outside its image of 10x8; correct it, or set leave_out_bad_boxes");
  CHECK(contains(photos.error_of_boxes("a.ppm,1e-30,1,2e-30,1e300,x\n"), "no exception"));
  CHECK(photos.error_of_boxes("a.ppm,1,1,11,4,x\n", {.boxes = {.clip_boxes = false}}) ==
        "row 2 of table 't.csv': box (1, 1, 11, 4) goes beyond its image of 10x8; correct it, or set clip_boxes");
  CHECK(photos.error_of_boxes("a.ppm,1,1,10.001,4,x\n", {.boxes = {.clip_boxes = false}}) == "no exception");
  CHECK(contains(photos.error_of_boxes("a.ppm,1,,3,4,x\n"), "has '' in column 'y1', expected a number"));
  CHECK(contains(photos.error_of_boxes("a.ppm,1,2,3,4,\n"), "has nothing in column 'class'"));
  CHECK(contains(photos.error_of_boxes("a.ppm,1,2,nan,4,x\n"), "has 'nan' in column 'x2'"));
  const auto read = photos.boxes("file,x1,y1,x2,y2,class\na.ppm,3,1,3,4,x\na.ppm,10,1,12,4,x\na.ppm,1,1,2,2,x\n",
                                 {.boxes = {.leave_out_bad_boxes = true}});
  CHECK(read.boxes_left_out == 2);
  CHECK(std::get<graft::Objects>(read.samples[0].target).size() == 1);
}

}  // namespace read_table_tests
