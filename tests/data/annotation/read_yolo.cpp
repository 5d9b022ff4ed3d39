#include <graft/data/annotation/read_yolo.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <variant>
#include <vector>

#include <graft/data/annotation/detail/yolo_labels.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace read_yolo_tests {

using namespace data_tests;
using Names = std::vector<std::string>;

/// A folder with `images` of 100 x 50 pixels and `labels`.
class Folders {
 public:
  Folders() {
    std::filesystem::create_directories(images());
    std::filesystem::create_directories(labels());
  }
  std::filesystem::path path() const { return folder_.path(); }
  std::filesystem::path images() const { return path() / "images"; }
  std::filesystem::path labels() const { return path() / "labels"; }
  void image(const std::string& name) const { write_bytes(images() / name, ppm(noise(100, 50))); }
  void text(const std::filesystem::path& file, const std::string& text) const {
    std::filesystem::create_directories((path() / file).parent_path());
    std::ofstream(path() / file) << text;
  }

  /// The objects of an image with these labels.
  graft::Objects objects(const std::string& rows, const Names& names = {}, const graft::BoxOptions& options = {}) const {
    image("a.ppm");
    text("labels/a.txt", rows);
    return std::get<graft::Objects>(graft::read_yolo(images(), labels(), names, options).samples.at(0).target);
  }
  std::string error_of(const std::string& rows, const Names& names = {}, const graft::BoxOptions& options = {}) const {
    const std::string error = message_of<graft::DataError>([&] { objects(rows, names, options); });
    const std::string file = (labels() / "a.txt").string();
    const std::size_t at = error.find(file);
    return at == std::string::npos ? error : error.substr(0, at) + "A" + error.substr(at + file.size());
  }

 private:
  TemporaryFolder folder_;
};

TEST_CASE("rows are boxes as parts of the image") {
  const Folders folders;
  graft::Object first, second;
  first.box = {40, 10, 60, 40};
  first.label = 2;
  second.box = {0, 0, 100, 50};
  CHECK((folders.objects("2 0.5 0.5 0.2 0.6\n\n  0\t0.5 0.5 1.0 1\r\n") == graft::Objects{first, second}));
  CHECK((folders.objects("0.0 0.5 0.5 1 1") == graft::Objects{second}));
}

TEST_CASE("longer rows are polygons, whose bounds are the box") {
  const Folders folders;
  graft::Object wanted;
  wanted.box = {10, 5, 50, 25};
  wanted.label = 1;
  wanted.shape = std::vector<graft::Polygon>{{10, 5, 50, 10, 30, 25}};
  CHECK((folders.objects("1 0.1 0.1 0.5 0.2 0.3 0.5\n") == graft::Objects{wanted}));
}

TEST_CASE("images without labels are counted, and folders below are followed") {
  const Folders folders;
  for (const char* name : {"b.ppm", "a.ppm", "sub/c.ppm"}) folders.image(name);
  folders.text("labels/a.txt", "\n");
  folders.text("labels/sub/c.txt", "3 0.5 0.5 0.5 0.5");
  const auto read = graft::read_yolo(folders.images(), folders.labels());
  REQUIRE(read.samples.size() == 3);
  CHECK(read.samples[1].path == (folders.images() / "b.ppm").string());
  CHECK(std::get<graft::Objects>(read.samples[2].target).size() == 1);
  CHECK(read.images_without_annotations == 2);
  CHECK((read.class_names == Names{"0", "1", "2", "3"}));
}

TEST_CASE("class names are given, or lie beside the labels") {
  const Folders folders;
  folders.image("train/a.ppm");
  folders.text("labels/train/a.txt", "0 0.5 0.5 0.5 0.5");
  const auto names = [&](const Names& given = {}) {
    return graft::read_yolo(folders.images() / "train", folders.labels() / "train", given).class_names;
  };
  CHECK((names() == Names{"0"}));
  folders.text("data.yaml", "path: x\nnames:\n  0: stop\n  1: 'no entry'\nnc: 2\n");
  CHECK((names() == Names{"stop", "no entry"}));
  folders.text("labels/data.yaml", "names: ['a', \"b\", c]\n");
  CHECK((names() == Names{"a", "b", "c"}));
  folders.text("labels/classes.txt", "x\ny z\n\n");
  CHECK((names() == Names{"x", "y z"}));
  folders.text("labels/train/classes.txt", "q\r\n");
  CHECK((names() == Names{"q"}));
  CHECK((names({"p"}) == Names{"p"}));
}

TEST_CASE("names of a data.yaml are read in the forms that are common") {
  const auto names = [](const std::string& text) { return graft::detail::yaml_names(text, "data.yaml"); };
  CHECK((names("nc: 2\r\nnames:\r\n- cat\r\n- \"dog\"\r\n\r\nval: x\r\n") == Names{"cat", "dog"}));
  CHECK((names("names:\n  # classes\n  - cat\n  - dog # 2") == Names{"cat", "dog"}));
  CHECK((names("names: [ 'cat',\n  'dog'\n  ]\n") == Names{"cat", "dog"}));
  CHECK((names("names: []") == Names{}));
  CHECK((names("names: [a") == Names{"a"}));
  CHECK((names("nothing: 1") == Names{}));
  CHECK((names("names:") == Names{}));
  CHECK(contains(message_of<graft::DataError>([&] { names("names:\n  0: a\n  2: b\n"); }),
                 "names in 'data.yaml' have '2: b', expected number 1 with its name"));
  CHECK(contains(message_of<graft::DataError>([&] { names("names:\n  b\n"); }), "expected number 0"));
}

TEST_CASE("what is wrong with a row is said with it") {
  const Folders folders;
  CHECK(folders.error_of("0 0.5 0.5 0.5 0.5\n0 0.5 0.5 0.5\n") ==
        "row 2 of labels 'A' has 4 fields, expected a class with 4 of a box or with x and y of at least three corners; correct "
        "it");
  CHECK(contains(folders.error_of("0 0.5 0.5 0.5 0.5 0.9"), "row 1 of labels 'A' has 6 fields"));
  CHECK(folders.error_of("cat 0.5 0.5 0.5 0.5") == "row 1 of labels 'A' has 'cat', expected a number");
  CHECK(contains(folders.error_of("0 nan 0.5 0.5 0.5"), "has 'nan', expected a number"));
  CHECK(folders.error_of("2 0.5 0.5 0.5 0.5", {"a", "b"}) ==
        "row 1 of labels 'A' has class 2, expected an integer from 0 to 1; correct it, or the class names");
  CHECK(contains(folders.error_of("-1 0.5 0.5 0.5 0.5"), "has class -1"));
  CHECK(contains(folders.error_of("0.5 0.5 0.5 0.5 0.5"), "has class 0.5"));
  CHECK(contains(folders.error_of("2147483647 0.5 0.5 0.5 0.5"), "expected less than 100000 without class names"));
  CHECK(folders.error_of("0 50 0.5 0.5 0.5") ==
        "row 1 of labels 'A' has 50, expected a part of the image's width or height, 0 to 1; divide pixels by them");
  CHECK(folders.error_of("0 0.5 0.5 0 0.5") ==
        "row 1 of labels 'A': box (50, 12.5, 50, 37.5) has no area; correct it, or set leave_out_bad_boxes");
  CHECK(contains(folders.error_of("0 0.1 0.1 0.5 0.1 0.3 0.1"), "has no area"));
  CHECK(folders.objects("0 0.5 0.5 0 0.5", {}, {.leave_out_bad_boxes = true}).empty());
  CHECK((folders.objects("0 0 0.5 0.5 1").at(0).box == graft::ObjectBox{0, 0, 25, 50}));
  CHECK(contains(folders.error_of("0 0 0.5 0.5 1", {}, {.clip_boxes = false}), "goes beyond its image of 100x50"));
}

TEST_CASE("folders that do not fit together are refused") {
  const Folders folders;
  const auto error_of = [&](const std::filesystem::path& images) {
    return message_of<graft::DataError>([&] { graft::read_yolo(images, folders.labels()); });
  };
  CHECK(contains(error_of(folders.images()), "has no image; check the path"));
  CHECK(contains(error_of(folders.images() / "x"),
                 "folder of images '" + (folders.images() / "x").string() + "' does not exist"));
  folders.image("a.ppm");
  folders.text("labels/b.txt", "0 0.5 0.5 0.5 0.5");
  CHECK(contains(error_of(folders.images()), "b.txt' have no image in '"));
  folders.image("b.ppm");
  CHECK(error_of(folders.images()) == "no exception");
  folders.image("b.pgm");
  CHECK(contains(error_of(folders.images()), "b.txt' belong to several images of that name"));
}

}  // namespace read_yolo_tests
