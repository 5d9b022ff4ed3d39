#include <graft/data/annotation/read_voc.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <variant>
#include <vector>

#include <graft/data/annotation/has_pugixml.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace read_voc_tests {

using namespace data_tests;
using Names = std::vector<std::string>;

std::string object(const std::string& name, const std::string& box, const std::string& more = {}) {
  std::string text = "<object><name>" + name + "</name>" + more + "<bndbox>";
  std::istringstream edges(box);
  for (const char* edge : {"xmin", "ymin", "xmax", "ymax"}) {
    std::string value;
    edges >> value;
    text += "<" + std::string(edge) + ">" + value + "</" + edge + ">";
  }
  return text + "</bndbox></object>";
}

/// A folder of Pascal VOC's with images of 10 x 8 pixels.
class Folder {
 public:
  const std::filesystem::path& path() const { return folder_.path(); }
  void text(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((path() / file).parent_path());
    std::ofstream(path() / file) << text;
  }
  void image(const std::string& name) const { write_bytes(path() / "JPEGImages" / name, ppm(noise(10, 8))); }
  void annotation(const std::string& name, const std::string& inside) const {
    text("Annotations/" + name + ".xml", "<annotation>" + inside + "</annotation>");
  }
  std::string error_of(const std::string& inside, const graft::VocOptions& options = {}) const {
    annotation("a", inside);
    return error(options);
  }
  std::string error(const graft::VocOptions& options = {}) const {
    const std::string error = message_of<graft::DataError>([&] { graft::read_voc(path(), options); });
    const std::string file = (path() / "Annotations/a.xml").string();
    const std::size_t at = error.find(file);
    return at == std::string::npos ? error : error.substr(0, at) + "A" + error.substr(at + file.size());
  }

 private:
  TemporaryFolder folder_;
};

TEST_CASE("without pugixml, annotations in XML are refused with what to install") {
  if (graft::has_pugixml()) return;
  const Folder folder;
  folder.image("a.ppm");
  folder.annotation("a", "");
  CHECK(contains(message_of<graft::UsageError>([&] { graft::read_voc(folder.path()); }), "Debian: libpugixml-dev"));
}

TEST_CASE("boxes lose 1 at the top left, difficult objects are crowds, parts are no objects" *
          doctest::skip(!graft::has_pugixml())) {
  const Folder folder;
  folder.image("b.ppm");
  folder.image("a.ppm");
  folder.annotation("b", "<filename>b.jpg</filename><size><width>10</width><height>8</height><depth>3</depth></size>" +
                             object("dog", "1 1 10 8") +
                             object("person", "2 3.5 7 8",
                                    "<difficult>1</difficult><part><name>head</name><bndbox><xmin>3</xmin>"
                                    "</bndbox></part>") +
                             object("dog", "0 0 5 6", "<difficult>0</difficult>"));
  folder.annotation("a", "");
  const auto read = graft::read_voc(folder.path());
  REQUIRE(read.samples.size() == 2);
  CHECK(read.samples[1].path == (folder.path() / "JPEGImages/b.ppm").string());
  graft::Object whole, person, dog;
  whole.box = {0, 0, 10, 8};
  person.box = {1, 2.5F, 7, 8};
  person.label = 1;
  person.crowd = true;
  dog.box = {0, 0, 5, 6};
  CHECK((read.samples[1].target == graft::Target{graft::Objects{whole, person, dog}}));
  CHECK((read.class_names == Names{"dog", "person"}));
  CHECK(read.images_without_annotations == 1);
  CHECK(read.boxes_clipped == 0);

  const auto raw =
      graft::read_voc(folder.path(), {.class_names = {"person", "dog"}, .one_based = false, .difficult_as_crowd = false});
  whole.box = {1, 1, 10, 8};
  whole.label = dog.label = 1;
  person.box = {2, 3.5F, 7, 8};
  person.label = 0;
  person.crowd = false;
  CHECK((raw.samples[1].target == graft::Target{graft::Objects{whole, person, dog}}));
}

TEST_CASE("a split lists its annotations, in its order" * doctest::skip(!graft::has_pugixml())) {
  const Folder folder;
  for (const char* name : {"a", "b", "c"}) {
    folder.image(std::string(name) + ".ppm");
    folder.annotation(name, object("x", "1 1 2 2"));
  }
  folder.text("ImageSets/Main/val.txt", "c\r\na -1\n\n");
  folder.text("ImageSets/Main/none.txt", "\n");
  const auto read = graft::read_voc(folder.path(), {.split = "val"});
  REQUIRE(read.samples.size() == 2);
  CHECK(read.samples[0].path == (folder.path() / "JPEGImages/c.ppm").string());
  CHECK(read.samples[1].path == (folder.path() / "JPEGImages/a.ppm").string());
  CHECK(contains(folder.error({.split = "none"}), "none.txt' is empty; expected a name a line"));
  CHECK(contains(folder.error({.split = "train"}), "train.txt' does not exist"));
}

TEST_CASE("an image is found by the file name in its annotation, too, and folders may have other names" *
          doctest::skip(!graft::has_pugixml())) {
  const Folder folder;
  write_bytes(folder.path() / "all" / "photo 1.ppm", ppm(noise(10, 8)));
  folder.text("all/a.xml", "<?xml version=\"1.0\"?><annotation><filename>photo 1.ppm</filename></annotation>");
  CHECK(graft::read_voc(folder.path(), {.annotations = "all", .images = "all"}).samples.at(0).path ==
        (folder.path() / "all" / "photo 1.ppm").string());
}

TEST_CASE("what is wrong with an annotation is said with file and object" * doctest::skip(!graft::has_pugixml())) {
  const Folder folder;
  folder.image("a.ppm");
  CHECK(folder.error_of(object("x", "1 1 2 2") + object("x", "3 3 2 5")) ==
        "object 2 of 'A': box (2, 2, 2, 5) has no area; correct it, or set leave_out_bad_boxes");
  CHECK(folder.error_of(object("x", "12 1 13 2")) ==
        "object 1 of 'A': box (11, 0, 13, 2) lies outside its image of 10x8; correct it, or set leave_out_bad_boxes");
  CHECK(folder.error_of(object("x", "1 1 13 2")) == "no exception");
  CHECK(contains(folder.error_of(object("x", "1 1 13 2"), {.boxes = {.clip_boxes = false}}), "goes beyond its image of 10x8"));
  CHECK(folder.error_of(object("x", "1 1 2 2"), {.class_names = {"y", "xx"}}) ==
        "object 1 of 'A' has class 'x', which is not among the 2 class names given; did you mean 'xx'?");
  CHECK(folder.error_of(object("x", "1 one 2 2")) == "object 1 of 'A' has ymin 'one', expected a number");
  CHECK(contains(folder.error_of(object("x", "1 nan 2 2")), "has ymin 'nan', expected a number"));
  CHECK(folder.error_of(object(" ", "1 1 2 2")) == "object 1 of 'A' has no name; expected its class");
  CHECK(contains(folder.error_of("<object><name>x</name></object>"), "object 1 of 'A' has no bndbox"));
  CHECK(contains(folder.error_of("<object><name>x</name><bndbox><xmin>1</xmin></bndbox></object>"),
                 "object 1 of 'A' has no ymin"));
  CHECK(contains(folder.error_of("<size><width>8</width><height>10</height></size>"),
                 "annotations 'A' are for an image of 8x10, but '"));
  CHECK(folder.error_of("<size><width>0</width><height>0</height></size>") == "no exception");
  CHECK(contains(folder.error_of("<object>"), "annotations 'A' are no XML (Start-end tags mismatch at byte"));
  folder.text("Annotations/a.xml", "<html></html>");
  CHECK(folder.error() == "annotations 'A' have no <annotation> at the top; expected Pascal VOC's format");
  folder.annotation("a", "");
  folder.annotation("b", "");
  CHECK(contains(folder.error(),
                 "b.xml' is about image '" + (folder.path() / "JPEGImages/b.jpg").string() + "', which does not exist"));
  CHECK(contains(folder.error({.annotations = "JPEGImages"}), "has no .xml; check the path"));
  CHECK(contains(folder.error({.images = "images"}), "does not exist or is no folder"));
}

TEST_CASE("annotations of many levels, and entities, are harmless" * doctest::skip(!graft::has_pugixml())) {
  const Folder folder;
  folder.image("a.ppm");
  std::string open, close;
  for (int i = 0; i < 100'000; ++i) open += "<a>", close += "</a>";
  CHECK(folder.error_of(open + close) == "no exception");
  CHECK(contains(folder.error_of(open), "are no XML"));
  folder.text("Annotations/a.xml", "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><annotation>" +
                                       object("&c;", "1 1 2 2") + "</annotation>");
  CHECK((graft::read_voc(folder.path()).class_names == Names{"&c;"}));
}

}  // namespace read_voc_tests
