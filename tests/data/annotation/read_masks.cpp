#include <graft/data/annotation/read_masks.hpp>

#include <string>
#include <variant>
#include <vector>

#include <graft/data/annotation/read_instance_masks.hpp>

#include "data/made_images.hpp"
#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace read_masks_tests {

using namespace data_tests;
using made_images::Bytes;

/// Folders `images` and `masks`, which are gone with the object.
class Folders {
 public:
  Folders() {
    std::filesystem::create_directories(images());
    std::filesystem::create_directories(masks());
  }
  std::filesystem::path images() const { return folder_.path() / "images"; }
  std::filesystem::path masks() const { return folder_.path() / "masks"; }
  void image(const std::string& name, std::int64_t width = 4, std::int64_t height = 2) const {
    write_bytes(images() / name, ppm(noise(width, height)));
  }
  void mask(const std::string& name, const Bytes& rows = {0, 0, 1, 2, 3, 0, 4, 5, 255, 7}, std::size_t width = 4,
            std::size_t height = 2) const {
    write_bytes(masks() / name, made_images::png(width, height, 8, 0, rows));
  }
  std::string error_of(const graft::MaskOptions& options = {}) const {
    return message_of<graft::DataError>([&] { graft::read_masks(images(), masks(), options); });
  }

 private:
  TemporaryFolder folder_;
};

TEST_CASE("images and masks are paired by name, in image_folder's order") {
  const Folders folders;
  for (const char* name : {"b", "a", "sub/c", "a b", "a.1", "a-1/z"}) {
    folders.image(std::string(name) + ".ppm");
    folders.mask(std::string(name) + ".png");
  }
  const graft::AnnotatedImages read = graft::read_masks(folders.images(), folders.masks(), {.class_names = {"road", "sky"}});
  std::vector<std::string> names;
  for (const graft::Sample& sample : read.samples) {
    const std::string image = std::filesystem::path(sample.path).lexically_relative(folders.images()).string();
    const std::string mask = std::get<graft::MaskFile>(sample.target).path;
    CHECK(mask == (folders.masks() / image).replace_extension(".png").string());
    names.push_back(image);
  }
  CHECK((names == std::vector<std::string>{"a b.ppm", "a.1.ppm", "a.ppm", "b.ppm", "a-1/z.ppm", "sub/c.ppm"}));
  CHECK((read.class_names == std::vector<std::string>{"road", "sky"}));
  CHECK(read.images_left_out == 0);
}

TEST_CASE("names may end otherwise, and what ends otherwise is ignored") {
  const Folders folders;
  folders.image("x_left.ppm");
  folders.image("x_right.ppm");
  folders.mask("x_ids.png");
  folders.mask("x_colour.png");
  const graft::AnnotatedImages read =
      graft::read_masks(folders.images(), folders.masks(), {.image_suffix = "_left", .mask_suffix = "_ids"});
  REQUIRE(read.samples.size() == 1);
  CHECK(read.samples[0].path == (folders.images() / "x_left.ppm").string());
  CHECK((read.samples[0].target == graft::Target{graft::MaskFile{(folders.masks() / "x_ids.png").string()}}));
}

TEST_CASE("what lacks its other half is named, and counted where it may be left out") {
  const Folders folders;
  for (const char* name : {"a.ppm", "b.ppm", "c.ppm"}) folders.image(name);
  folders.mask("b.png");
  CHECK(folders.error_of() == "2 of 3 images have no mask, such as '" + (folders.images() / "a.ppm").string() +
                                  "', expected '" + (folders.masks() / "a.png").string() +
                                  "'; check MaskOptions::mask_suffix, or set leave_out_images_without_mask");
  const graft::AnnotatedImages read =
      graft::read_masks(folders.images(), folders.masks(), {.leave_out_images_without_mask = true});
  CHECK(read.samples.size() == 1);
  CHECK(read.images_left_out == 2);

  folders.mask("d.png");
  CHECK(contains(folders.error_of({.leave_out_images_without_mask = true}),
                 "1 of 2 masks have no image, such as '" + (folders.masks() / "d.png").string() + "'"));
}

TEST_CASE("folders that are missing or empty, and names that come twice, are refused") {
  const Folders folders;
  CHECK(contains(folders.error_of(), "folder of images '" + folders.images().string() + "' has no image; check the path"));
  folders.image("a.ppm");
  folders.mask("a.png");
  CHECK(contains(folders.error_of({.mask_suffix = "_m"}), "has no image whose name ends with '_m'"));
  CHECK(folders.error_of() == "no exception");
  folders.image("a.pgm");
  CHECK(contains(folders.error_of(), "have the same name but for the extension; expected one image of a name"));
  CHECK(contains(message_of<graft::DataError>([&] { graft::read_masks(folders.images() / "none", folders.masks()); }),
                 "does not exist or is no folder"));
}

TEST_CASE("a mask of another size than its image is refused, unless sizes are not to be checked") {
  const Folders folders;
  folders.image("a.ppm", 5, 2);
  folders.mask("a.png");
  CHECK(folders.error_of() == "mask '" + (folders.masks() / "a.png").string() +
                                  "' is 4x2, expected 5x2, the size of its image '" + (folders.images() / "a.ppm").string() +
                                  "'; make them anew from the same image");
  CHECK(folders.error_of({.check_sizes = false}) == "no exception");
}

TEST_CASE("each number of an instance mask is an object with the box around its pixels") {
  const Folders folders;
  folders.image("a.ppm", 4, 3);
  folders.mask("a.png", {0, 0, 1, 0, 9, 0, 0, 1, 1, 0, 0, 9, 0, 0, 0}, 4, 3);
  folders.image("b.ppm");
  folders.mask("b.png", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  const graft::AnnotatedImages read =
      graft::read_instance_masks(folders.images(), folders.masks(), {.class_names = {"person"}});
  REQUIRE(read.samples.size() == 2);
  const std::string mask = (folders.masks() / "a.png").string();
  graft::Object first, second;
  first.box = {1, 0, 3, 2};
  first.shape = graft::MaskNumber{mask, 1};
  second.box = {0, 0, 4, 3};
  second.shape = graft::MaskNumber{mask, 9};
  CHECK((std::get<graft::Objects>(read.samples[0].target) == graft::Objects{first, second}));
  CHECK(std::get<graft::Objects>(read.samples[1].target).empty());
  CHECK(read.images_without_annotations == 1);
  CHECK((read.class_names == std::vector<std::string>{"person"}));

  folders.image("c.ppm", 5, 5);
  folders.mask("c.png");
  const auto read_again = [&](const graft::MaskOptions& options) {
    graft::read_instance_masks(folders.images(), folders.masks(), options);
  };
  CHECK(contains(message_of<graft::DataError>([&] { read_again({}); }), "is 4x2, expected 5x5"));
  CHECK(contains(message_of<graft::UsageError>([&] { read_again({.class_names = {"a", "b"}}); }), "expected one class name"));
}

}  // namespace read_masks_tests
